<?php
// SPDX-License-Identifier: GPL-3.0-or-later
//
// The graphs that icingaweb2-module-graphite shows of services, made by its own classes out of the templates in its configuration.
//
//   graphs.php SHARE SERVICES    SHARE: where Icinga Web 2 and its modules are unpacked (usr/share); SERVICES: lines "host service command"
//
// Prints a JSON object for each graph: host, service, command, template, whether it is one of the module's own (default), the metrics that the
// filters found, the title, the kind of the image, and what is drawn in it as Graphite says it itself (drawn).

use Icinga\Application\EmbeddedWeb;
use Icinga\Module\Graphite\Graphing\GraphingTrait;
use Icinga\Module\Graphite\Graphing\GraphiteWebClient;
use Icinga\Module\Graphite\Graphing\MetricsDataSource;
use Icinga\Module\Graphite\Web\FakeSchemeRequest;
use Icinga\Module\Graphite\Web\Widget\GraphImage;
use Icinga\Web\Url;

[, $share, $services] = $argv;
require_once "$share/php/Icinga/Application/EmbeddedWeb.php";
EmbeddedWeb::start("$share/icingaweb2");

/** The module's client, which also keeps what it asked for. */
class Asked extends GraphiteWebClient
{
    public $last;

    public function request(Url $url, $method = 'GET', array $headers = [], $body = null)
    {
        $this->last = $url;
        return parent::request($url, $method, $headers, $body);
    }
}

class Module
{
    use GraphingTrait;

    public static function templates()
    {
        return self::getAllTemplates();
    }
}

function graph(Asked $client, $chart)
{
    $image = (new GraphImage($chart->setFrom(-1200)))->render();
    $drawn = $client->request((clone $client->last)->setParam('format', 'json'));
    return [
        'metrics' => array_values($chart->getMetrics()),
        'title' => $client->last->getParam('title'),
        'image' => substr($image, 0, 8) === "\x89PNG\r\n\x1a\n" ? 'PNG' : substr($image, 0, 200),
        'drawn' => json_decode($drawn),
    ];
}

try {
    $client = new Asked(Url::fromPath(getenv('GRAPHITE_URL'), [], new FakeSchemeRequest()));
    $source = new MetricsDataSource($client);
    $all = Module::templates();
    foreach (file($services, FILE_IGNORE_NEW_LINES) as $line) {
        [$host, $service, $command] = explode(' ', $line);
        $filter = ['host.name' => $host, 'service.name' => $service, 'service.check_command' => $command];
        $filtered = [];
        foreach ($all->getTemplates($command) as $template) {
            foreach ($template->getCurves() as $curve) {
                $filtered[] = $curve[0];
            }
        }
        // As Graphs::getGraphsList() does: first the command's templates, then the module's own for what is left.
        foreach ([[false, $all->getTemplates($command), []], [true, $all->getDefaultTemplates(), $filtered]] as [$default, $templates, $exclude]) {
            foreach ($templates as $name => $template) {
                if ($default && $name !== 'default-service') {
                    continue;
                }
                foreach ($template->getCharts($source, null, $filter, $exclude) as $chart) {
                    echo json_encode(['host' => $host, 'service' => $service, 'command' => $command, 'template' => $name, 'default' => $default]
                        + graph($client, $chart), JSON_UNESCAPED_SLASHES), "\n";
                }
            }
        }
    }
} catch (Throwable $e) {
    fwrite(STDERR, $e->getMessage() . "\n");
    exit(1);
}
