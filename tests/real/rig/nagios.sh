# SPDX-License-Identifier: GPL-3.0-or-later
# shellcheck shell=bash
# Nagios 4 below $dir/nagios, in the network of rig/monitored.sh. $contrib is what is shipped, $nagios4 the program.
# shellcheck disable=SC2154

# What an installation has anyway: the main file, the macros, a period, somebody to tell. HOSTS is the file of hosts.
nagios_prepare()
{
	local at=$dir/nagios hosts=$1

	mkdir -p "$at/var/checkresults" "$at/var/archives" "$at/rw"
	printf '%s\n' "\$USER1\$=/usr/lib/nagios/plugins" "\$USER2\$=$dir/plugins" >"$at/resource.cfg"
	cat >"$at/nagios.cfg" <<-END
		log_file=$at/var/nagios.log
		resource_file=$at/resource.cfg
		cfg_file=$at/told.cfg
		cfg_file=$contrib/nagios/exchange-commands.cfg
		cfg_file=$contrib/nagios/exchange-templates.cfg
		cfg_file=$contrib/nagios/exchange-services.cfg
		cfg_file=$hosts
		object_cache_file=$at/var/objects.cache
		precached_object_file=$at/var/objects.precache
		status_file=$at/var/status.dat
		status_update_interval=1
		temp_file=$at/var/nagios.tmp
		temp_path=$at/var
		check_result_path=$at/var/checkresults
		log_archive_path=$at/var/archives
		lock_file=$at/var/nagios.lock
		command_file=$at/rw/nagios.cmd
		query_socket=$at/rw/nagios.qh
		state_retention_file=$at/var/retention.dat
		nagios_user=$(id -un)
		nagios_group=$(id -gn)
		check_workers=2
		check_external_commands=1
		check_for_updates=0
		use_syslog=0
		enable_notifications=1
		allow_empty_hostgroup_assignment=1
		service_check_timeout=660
		illegal_object_name_chars=\`~!\$%^&*|'"<>?,()=
		illegal_macro_output_chars=\`~\$&|'"<>
	END
	cat >"$at/told.cfg" <<-END
		define timeperiod {
			timeperiod_name	24x7
			alias		always
			$(printf '%s 00:00-24:00\n' sunday monday tuesday wednesday thursday friday saturday)
		}
		define command {
			command_name	tell-host
			command_line	echo '\$NOTIFICATIONTYPE\$ \$HOSTNAME\$ - \$HOSTSTATE\$' >>$dir/told
		}
		define command {
			command_name	tell-service
			command_line	echo '\$NOTIFICATIONTYPE\$ \$HOSTNAME\$ \$SERVICEDESC\$ \$SERVICESTATE\$' >>$dir/told
		}
		define contact {
			contact_name			admin
			host_notification_period	24x7
			service_notification_period	24x7
			host_notification_options	d,u,r
			service_notification_options	w,u,c,r
			host_notification_commands	tell-host
			service_notification_commands	tell-service
		}
		define contactgroup {
			contactgroup_name	admins
			alias			those who are told
			members			admin
		}
	END
	: >"$dir/told"
}

nagios_start()
{
	"$nagios4" "$dir/nagios/nagios.cfg" >"$dir/nagios/stdout" 2>&1 </dev/null &
	monitored_pids+=("$!")
	wait_for 20 nagios_runs || tap_bail_out "nagios4 does not start: $(tail -n 5 "$dir/nagios/stdout")"
}

nagios_runs()
{
	[ -s "$dir/nagios/var/status.dat" ] && [ -p "$dir/nagios/rw/nagios.cmd" ]
}

nagios_command()
{
	printf '[%s] %s\n' "$(date +%s)" "$1" >"$dir/nagios/rw/nagios.cmd"
}

# Every service with a result, in the form of monitoring/results.py, into $dir/results.
nagios_results()
{
	python3 -B "$tests/real/monitoring/results.py" nagios "$dir/nagios/var/status.dat" >"$dir/results"
}

# nagios_force PATTERN: checks the services whose "host service" match now, and waits until all have the result.
nagios_force()
{
	local runs now host service

	runs=$(nagios_counts "$1")
	now=$(date +%s)
	while read -r host service; do
		nagios_command "SCHEDULE_FORCED_SVC_CHECK;$host;$service;$now"
	done < <(nagios_services | grep -E "$1")
	wait_for 60 nagios_checked "$1" "$runs"
}

nagios_services()
{
	awk -F = '
		/^servicestatus / { inside = 1 }
		inside && $1 == "\thost_name" { host = $2 }
		inside && $1 == "\tservice_description" { print host, $2; inside = 0 }' "$dir/nagios/var/status.dat"
}

# "host service sum" of those that match: the time of the last check, and its duration, tell one result from the next.
nagios_counts()
{
	awk -F = '
		/^servicestatus / { inside = 1 }
		inside && $1 == "\thost_name" { host = $2 }
		inside && $1 == "\tservice_description" { service = $2 }
		inside && $1 == "\tcheck_execution_time" { took = $2 }
		inside && $1 == "\tcheck_latency" { late = $2 }
		inside && $1 == "\tlast_check" { print host, service, took, late, $2; inside = 0 }' "$dir/nagios/var/status.dat" | grep -E "$1" | sort
}

nagios_checked()
{
	[ -z "$(comm -12 <(echo "$2") <(nagios_counts "$1"))" ] && nagios_results
}
