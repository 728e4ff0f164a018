# SPDX-License-Identifier: GPL-3.0-or-later
# shellcheck shell=bash
# Icinga Director below $dir/director, in the network of rig/monitored.sh: its command line, a MariaDB, and the Icinga of rig/icinga.sh that it
# deploys to.
# shellcheck disable=SC2154

needs+=("mariadb-server-core mariadbd" "php-cli php" "php-mysql /usr/lib/php/*/pdo_mysql.so" "php-curl /usr/lib/php/*/curl.so"
	"php-intl /usr/lib/php/*/intl.so" "php-xml /usr/lib/php/*/dom.so")

# Before the network is left: the packages, below DIR.
director_unpack()
{
	web=$1
	bash "$tests/real/rig/packages.sh" "$web" php-icinga icinga-php-library icinga-php-thirdparty icingacli icingaweb2-module-incubator \
		icingaweb2-module-reactbundle icingaweb2-module-director || tap_bail_out 'no Director'
}

# An empty database without accounts, on loopback; what it loses when it ends is nobody's.
director_database()
{
	local at=$dir/director

	mkdir -p "$at/data"
	echo 'CREATE DATABASE director CHARACTER SET utf8mb4;' >"$at/init.sql"
	mariadbd --no-defaults --user="$(id -un)" --skip-grant-tables --skip-networking=0 --skip-name-resolve --bind-address=127.0.0.34 --port=3306 \
		--datadir="$at/data" --socket="$at/socket" --pid-file="$at/pid" --init-file="$at/init.sql" --innodb-flush-method=nosync \
		--innodb-flush-log-at-trx-commit=0 --innodb-doublewrite=0 --skip-log-bin >"$at/database.log" 2>&1 </dev/null &
	monitored_pids+=("$!")
	wait_for 30 director_answers || tap_bail_out "MariaDB does not start: $(tail -n 5 "$at/database.log")"
}

director_answers()
{
	director_sql 'SELECT 1' >"$dir/director/answer"
}

# director_sql STATEMENT: its rows.
director_sql()
{
	# shellcheck disable=SC2016 # PHP
	php -r 'foreach ((new PDO("mysql:host=127.0.0.34;dbname=director", "director"))->query($argv[1], PDO::FETCH_NUM) as $row) echo implode(" ", $row), "\n";' \
		"$1" 2>"$dir/director/sql.log"
}

# director ARGUMENT...: icingacli director, whose own script knows nothing but /usr/share.
director()
{
	# shellcheck disable=SC2016 # PHP
	ICINGAWEB_CONFIGDIR=$dir/director/web ICINGAWEB_STORAGEDIR=$dir/director/web ICINGAWEB_LIBDIR=$web/usr/share/icinga-php php -r '
$share = $argv[1];
$argv = $GLOBALS["argv"] = $_SERVER["argv"] = array_merge(["icingacli", "director"], array_slice($argv, 2));
require_once "$share/php/Icinga/Application/Cli.php";
Icinga\Application\Cli::start("$share/icingaweb2")->dispatch();' -- "$web/usr/share" "$@"
}

# director_start ENDPOINT: configured for the API of that Icinga, the tables made.
director_start()
{
	local at=$dir/director/web module

	mkdir -p "$at/enabledModules" "$at/modules/director"
	for module in incubator reactbundle director; do
		ln -s "$web/usr/share/icingaweb2/modules/$module" "$at/enabledModules/$module"
	done
	printf '%s\n' '[director]' 'type = db' 'db = mysql' 'host = 127.0.0.34' 'port = 3306' 'dbname = director' 'username = director' 'charset = utf8mb4' \
		>"$at/resources.ini"
	printf '%s\n' '[db]' 'resource = director' >"$at/modules/director/config.ini"
	printf '%s\n' '[config]' "endpoint = $1" "host = $1" 'port = 5665' 'username = test' 'password = test' >"$at/modules/director/kickstart.ini"
	director_database
	director migration run >"$dir/director/migration" 2>&1 || tap_bail_out "no tables: $(cat "$dir/director/migration")"
}
