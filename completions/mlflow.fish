# Print an optspec for argparse to handle cmd's options that are independent of any subcommand.
function __fish_mlflow_global_optspecs
    string join \n env-file= color= quiet verbose h/help V/version
end

function __fish_mlflow_needs_command
    # Figure out if the current invocation already has a command.
    set -l cmd (commandline -opc)
    set -e cmd[1]
    argparse -s (__fish_mlflow_global_optspecs) -- $cmd 2>/dev/null
    or return
    if set -q argv[1]
        # Also print the command, so this can be used to figure out what it is.
        echo $argv[1]
        return 1
    end
    return 0
end

function __fish_mlflow_using_subcommand
    set -l cmd (__fish_mlflow_needs_command)
    test -z "$cmd"
    and return 1
    contains -- $cmd[1] $argv
end

complete -c mlflow -n "__fish_mlflow_needs_command" -l env-file -d 'File with environment variables, a NAME=VALUE a line; those that are set already stay' -r -F
complete -c mlflow -n "__fish_mlflow_needs_command" -l color -d 'When to use colours: auto, always or never' -r -f -a "auto\t'On a terminal, unless NO_COLOR is set or CLICOLOR is 0'
always\t'Always'
never\t'Never'"
complete -c mlflow -n "__fish_mlflow_needs_command" -l quiet -d 'Say errors and warnings alone'
complete -c mlflow -n "__fish_mlflow_needs_command" -l verbose -d 'Say more: the store, and what happens on the way'
complete -c mlflow -n "__fish_mlflow_needs_command" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c mlflow -n "__fish_mlflow_needs_command" -s V -l version -d 'Print version'
complete -c mlflow -n "__fish_mlflow_needs_command" -f -a "experiments" -d 'Create, list and change experiments'
complete -c mlflow -n "__fish_mlflow_needs_command" -f -a "runs" -d 'Start, log to, find and change runs'
complete -c mlflow -n "__fish_mlflow_needs_command" -f -a "artifacts" -d 'Upload, list and download the files of runs'
complete -c mlflow -n "__fish_mlflow_needs_command" -f -a "models" -d 'Register, promote, find, download and serve models'
complete -c mlflow -n "__fish_mlflow_needs_command" -f -a "deployments" -d 'Serve models on this machine'
complete -c mlflow -n "__fish_mlflow_needs_command" -f -a "webhooks" -d 'Tell other servers of changes in the model registry'
complete -c mlflow -n "__fish_mlflow_needs_command" -f -a "users" -d 'Manage the users of a server'
complete -c mlflow -n "__fish_mlflow_needs_command" -f -a "permissions" -d 'Manage what the users of a server may do'
complete -c mlflow -n "__fish_mlflow_needs_command" -f -a "roles" -d 'Manage the roles of a server'
complete -c mlflow -n "__fish_mlflow_needs_command" -f -a "tokens" -d 'Manage your access tokens'
complete -c mlflow -n "__fish_mlflow_needs_command" -f -a "login" -d 'Log in to a server, for all clients of MLflow on this machine'
complete -c mlflow -n "__fish_mlflow_needs_command" -f -a "logout" -d 'Log out: end the access token of `mlflow login`, and forget it'
complete -c mlflow -n "__fish_mlflow_needs_command" -f -a "whoami" -d 'Show as which user you are logged in'
complete -c mlflow -n "__fish_mlflow_needs_command" -f -a "db" -d 'Make, upgrade or copy a database, or see how it is'
complete -c mlflow -n "__fish_mlflow_needs_command" -f -a "run" -d 'Run a project'
complete -c mlflow -n "__fish_mlflow_needs_command" -f -a "exec" -d 'Run any command as a run'
complete -c mlflow -n "__fish_mlflow_needs_command" -f -a "top" -d 'Show what runs now, in all experiments'
complete -c mlflow -n "__fish_mlflow_needs_command" -f -a "gate" -d 'Check conditions on a run, and exit with 4 if one does not hold'
complete -c mlflow -n "__fish_mlflow_needs_command" -f -a "report" -d 'Write a run as Markdown: its metrics and params, how they changed, and charts'
complete -c mlflow -n "__fish_mlflow_needs_command" -f -a "env" -d 'List and remove the environments that `mlflow run` keeps'
complete -c mlflow -n "__fish_mlflow_needs_command" -f -a "gc" -d 'Remove for good what is in the deleted stage'
complete -c mlflow -n "__fish_mlflow_needs_command" -f -a "sync" -d 'Copy experiments, runs and models from one store to another'
complete -c mlflow -n "__fish_mlflow_needs_command" -f -a "migrate-filestore" -d 'Copy a folder of files into a database, as MLflow 3 does'
complete -c mlflow -n "__fish_mlflow_needs_command" -f -a "export" -d 'Pack experiments, runs and models of a store into one archive'
complete -c mlflow -n "__fish_mlflow_needs_command" -f -a "import" -d 'Copy an archive into a store'
complete -c mlflow -n "__fish_mlflow_needs_command" -f -a "server" -d 'Serve the REST API and the page'
complete -c mlflow -n "__fish_mlflow_needs_command" -f -a "ui" -d 'Serve the page and the REST API; the same as `server`'
complete -c mlflow -n "__fish_mlflow_needs_command" -f -a "doctor" -d 'Show versions, settings and the programs that projects need'
complete -c mlflow -n "__fish_mlflow_needs_command" -f -a "completions" -d 'Print the completion script of a shell'
complete -c mlflow -n "__fish_mlflow_needs_command" -f -a "man" -d 'Write the manual pages of all commands into a folder'
complete -c mlflow -n "__fish_mlflow_needs_command" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c mlflow -n "__fish_mlflow_using_subcommand experiments; and not __fish_seen_subcommand_from create search list get update rename delete restore csv help" -l color -d 'When to use colours: auto, always or never' -r -f -a "auto\t'On a terminal, unless NO_COLOR is set or CLICOLOR is 0'
always\t'Always'
never\t'Never'"
complete -c mlflow -n "__fish_mlflow_using_subcommand experiments; and not __fish_seen_subcommand_from create search list get update rename delete restore csv help" -l quiet -d 'Say errors and warnings alone'
complete -c mlflow -n "__fish_mlflow_using_subcommand experiments; and not __fish_seen_subcommand_from create search list get update rename delete restore csv help" -l verbose -d 'Say more: the store, and what happens on the way'
complete -c mlflow -n "__fish_mlflow_using_subcommand experiments; and not __fish_seen_subcommand_from create search list get update rename delete restore csv help" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c mlflow -n "__fish_mlflow_using_subcommand experiments; and not __fish_seen_subcommand_from create search list get update rename delete restore csv help" -f -a "create" -d 'Create an experiment'
complete -c mlflow -n "__fish_mlflow_using_subcommand experiments; and not __fish_seen_subcommand_from create search list get update rename delete restore csv help" -f -a "search" -d 'List experiments'
complete -c mlflow -n "__fish_mlflow_using_subcommand experiments; and not __fish_seen_subcommand_from create search list get update rename delete restore csv help" -f -a "list" -d 'List experiments; the older name of `search`'
complete -c mlflow -n "__fish_mlflow_using_subcommand experiments; and not __fish_seen_subcommand_from create search list get update rename delete restore csv help" -f -a "get" -d 'Show one experiment'
complete -c mlflow -n "__fish_mlflow_using_subcommand experiments; and not __fish_seen_subcommand_from create search list get update rename delete restore csv help" -f -a "update" -d 'Change an experiment\'s tags and when a server archives its traces'
complete -c mlflow -n "__fish_mlflow_using_subcommand experiments; and not __fish_seen_subcommand_from create search list get update rename delete restore csv help" -f -a "rename" -d 'Give an experiment another name'
complete -c mlflow -n "__fish_mlflow_using_subcommand experiments; and not __fish_seen_subcommand_from create search list get update rename delete restore csv help" -f -a "delete" -d 'Move an experiment and its runs to the deleted stage'
complete -c mlflow -n "__fish_mlflow_using_subcommand experiments; and not __fish_seen_subcommand_from create search list get update rename delete restore csv help" -f -a "restore" -d 'Bring a deleted experiment and its runs back'
complete -c mlflow -n "__fish_mlflow_using_subcommand experiments; and not __fish_seen_subcommand_from create search list get update rename delete restore csv help" -f -a "csv" -d 'Write all runs of an experiment as CSV'
complete -c mlflow -n "__fish_mlflow_using_subcommand experiments; and not __fish_seen_subcommand_from create search list get update rename delete restore csv help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c mlflow -n "__fish_mlflow_using_subcommand experiments; and __fish_seen_subcommand_from create" -s n -l experiment-name -d 'The same as NAME' -r
complete -c mlflow -n "__fish_mlflow_using_subcommand experiments; and __fish_seen_subcommand_from create" -s l -l artifact-location -d 'Folder or URI for the artifacts of its runs' -r
complete -c mlflow -n "__fish_mlflow_using_subcommand experiments; and __fish_seen_subcommand_from create" -s t -l tags -d 'Tag to set, as key=value; may be repeated' -r
complete -c mlflow -n "__fish_mlflow_using_subcommand experiments; and __fish_seen_subcommand_from create" -l trace-archival-retention -d 'Age after which a server may archive the experiment\'s traces: 30d, 12h, 45m' -r
complete -c mlflow -n "__fish_mlflow_using_subcommand experiments; and __fish_seen_subcommand_from create" -l output -d 'Print the result as table, json, jsonl or csv [default: as MLflow does]' -r -f -a "table\t'Columns for people, as MLflow prints them'
json\t'One JSON document'
jsonl\t'One JSON document per line and result'
csv\t'Comma-separated values with a header'"
complete -c mlflow -n "__fish_mlflow_using_subcommand experiments; and __fish_seen_subcommand_from create" -l color -d 'When to use colours: auto, always or never' -r -f -a "auto\t'On a terminal, unless NO_COLOR is set or CLICOLOR is 0'
always\t'Always'
never\t'Never'"
complete -c mlflow -n "__fish_mlflow_using_subcommand experiments; and __fish_seen_subcommand_from create" -l json -d 'The same as `--output json`'
complete -c mlflow -n "__fish_mlflow_using_subcommand experiments; and __fish_seen_subcommand_from create" -l quiet -d 'Say errors and warnings alone'
complete -c mlflow -n "__fish_mlflow_using_subcommand experiments; and __fish_seen_subcommand_from create" -l verbose -d 'Say more: the store, and what happens on the way'
complete -c mlflow -n "__fish_mlflow_using_subcommand experiments; and __fish_seen_subcommand_from create" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c mlflow -n "__fish_mlflow_using_subcommand experiments; and __fish_seen_subcommand_from search" -s v -l view -d 'Which stages to show' -r -f -a "active_only\t'What is in use'
deleted_only\t'What was deleted and can be restored'
all\t'Both'"
complete -c mlflow -n "__fish_mlflow_using_subcommand experiments; and __fish_seen_subcommand_from search" -s f -l filter -d 'Filter that experiments must match, for example: name LIKE \'fr%\' AND tags.team = \'risk\'' -r
complete -c mlflow -n "__fish_mlflow_using_subcommand experiments; and __fish_seen_subcommand_from search" -l max-results -d 'Maximum number of results; all by default' -r
complete -c mlflow -n "__fish_mlflow_using_subcommand experiments; and __fish_seen_subcommand_from search" -l output -d 'Print the result as table, json, jsonl or csv [default: as MLflow does]' -r -f -a "table\t'Columns for people, as MLflow prints them'
json\t'One JSON document'
jsonl\t'One JSON document per line and result'
csv\t'Comma-separated values with a header'"
complete -c mlflow -n "__fish_mlflow_using_subcommand experiments; and __fish_seen_subcommand_from search" -l color -d 'When to use colours: auto, always or never' -r -f -a "auto\t'On a terminal, unless NO_COLOR is set or CLICOLOR is 0'
always\t'Always'
never\t'Never'"
complete -c mlflow -n "__fish_mlflow_using_subcommand experiments; and __fish_seen_subcommand_from search" -s 1 -d 'The first one alone, as `--max-results 1`'
complete -c mlflow -n "__fish_mlflow_using_subcommand experiments; and __fish_seen_subcommand_from search" -l json -d 'The same as `--output json`'
complete -c mlflow -n "__fish_mlflow_using_subcommand experiments; and __fish_seen_subcommand_from search" -l quiet -d 'Say errors and warnings alone'
complete -c mlflow -n "__fish_mlflow_using_subcommand experiments; and __fish_seen_subcommand_from search" -l verbose -d 'Say more: the store, and what happens on the way'
complete -c mlflow -n "__fish_mlflow_using_subcommand experiments; and __fish_seen_subcommand_from search" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c mlflow -n "__fish_mlflow_using_subcommand experiments; and __fish_seen_subcommand_from list" -s v -l view -d 'Which stages to show' -r -f -a "active_only\t'What is in use'
deleted_only\t'What was deleted and can be restored'
all\t'Both'"
complete -c mlflow -n "__fish_mlflow_using_subcommand experiments; and __fish_seen_subcommand_from list" -s f -l filter -d 'Filter that experiments must match, for example: name LIKE \'fr%\' AND tags.team = \'risk\'' -r
complete -c mlflow -n "__fish_mlflow_using_subcommand experiments; and __fish_seen_subcommand_from list" -l max-results -d 'Maximum number of results; all by default' -r
complete -c mlflow -n "__fish_mlflow_using_subcommand experiments; and __fish_seen_subcommand_from list" -l output -d 'Print the result as table, json, jsonl or csv [default: as MLflow does]' -r -f -a "table\t'Columns for people, as MLflow prints them'
json\t'One JSON document'
jsonl\t'One JSON document per line and result'
csv\t'Comma-separated values with a header'"
complete -c mlflow -n "__fish_mlflow_using_subcommand experiments; and __fish_seen_subcommand_from list" -l color -d 'When to use colours: auto, always or never' -r -f -a "auto\t'On a terminal, unless NO_COLOR is set or CLICOLOR is 0'
always\t'Always'
never\t'Never'"
complete -c mlflow -n "__fish_mlflow_using_subcommand experiments; and __fish_seen_subcommand_from list" -s 1 -d 'The first one alone, as `--max-results 1`'
complete -c mlflow -n "__fish_mlflow_using_subcommand experiments; and __fish_seen_subcommand_from list" -l json -d 'The same as `--output json`'
complete -c mlflow -n "__fish_mlflow_using_subcommand experiments; and __fish_seen_subcommand_from list" -l quiet -d 'Say errors and warnings alone'
complete -c mlflow -n "__fish_mlflow_using_subcommand experiments; and __fish_seen_subcommand_from list" -l verbose -d 'Say more: the store, and what happens on the way'
complete -c mlflow -n "__fish_mlflow_using_subcommand experiments; and __fish_seen_subcommand_from list" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c mlflow -n "__fish_mlflow_using_subcommand experiments; and __fish_seen_subcommand_from get" -s x -l experiment-id -d 'ID of the experiment' -r
complete -c mlflow -n "__fish_mlflow_using_subcommand experiments; and __fish_seen_subcommand_from get" -s n -l experiment-name -d 'Name of the experiment' -r
complete -c mlflow -n "__fish_mlflow_using_subcommand experiments; and __fish_seen_subcommand_from get" -l output -d 'Print the result as table, json, jsonl or csv [default: as MLflow does]' -r -f -a "table\t'Columns for people, as MLflow prints them'
json\t'One JSON document'
jsonl\t'One JSON document per line and result'
csv\t'Comma-separated values with a header'"
complete -c mlflow -n "__fish_mlflow_using_subcommand experiments; and __fish_seen_subcommand_from get" -l color -d 'When to use colours: auto, always or never' -r -f -a "auto\t'On a terminal, unless NO_COLOR is set or CLICOLOR is 0'
always\t'Always'
never\t'Never'"
complete -c mlflow -n "__fish_mlflow_using_subcommand experiments; and __fish_seen_subcommand_from get" -l json -d 'The same as `--output json`'
complete -c mlflow -n "__fish_mlflow_using_subcommand experiments; and __fish_seen_subcommand_from get" -l quiet -d 'Say errors and warnings alone'
complete -c mlflow -n "__fish_mlflow_using_subcommand experiments; and __fish_seen_subcommand_from get" -l verbose -d 'Say more: the store, and what happens on the way'
complete -c mlflow -n "__fish_mlflow_using_subcommand experiments; and __fish_seen_subcommand_from get" -s h -l help -d 'Print help'
complete -c mlflow -n "__fish_mlflow_using_subcommand experiments; and __fish_seen_subcommand_from update" -s x -l experiment-id -d 'ID of the experiment' -r
complete -c mlflow -n "__fish_mlflow_using_subcommand experiments; and __fish_seen_subcommand_from update" -s n -l experiment-name -d 'Name of the experiment' -r
complete -c mlflow -n "__fish_mlflow_using_subcommand experiments; and __fish_seen_subcommand_from update" -s t -l tags -d 'Tag to set, as key=value; may be repeated' -r
complete -c mlflow -n "__fish_mlflow_using_subcommand experiments; and __fish_seen_subcommand_from update" -l trace-archival-retention -d 'Age after which a server may archive the experiment\'s traces: 30d, 12h, 45m' -r
complete -c mlflow -n "__fish_mlflow_using_subcommand experiments; and __fish_seen_subcommand_from update" -l trace-archive-now-older-than -d 'Ask the server to archive traces older than this when it next archives any' -r
complete -c mlflow -n "__fish_mlflow_using_subcommand experiments; and __fish_seen_subcommand_from update" -l output -d 'Print the result as table, json, jsonl or csv [default: as MLflow does]' -r -f -a "table\t'Columns for people, as MLflow prints them'
json\t'One JSON document'
jsonl\t'One JSON document per line and result'
csv\t'Comma-separated values with a header'"
complete -c mlflow -n "__fish_mlflow_using_subcommand experiments; and __fish_seen_subcommand_from update" -l color -d 'When to use colours: auto, always or never' -r -f -a "auto\t'On a terminal, unless NO_COLOR is set or CLICOLOR is 0'
always\t'Always'
never\t'Never'"
complete -c mlflow -n "__fish_mlflow_using_subcommand experiments; and __fish_seen_subcommand_from update" -l clear-trace-archival-retention -d 'Go back to the server\'s own age limit'
complete -c mlflow -n "__fish_mlflow_using_subcommand experiments; and __fish_seen_subcommand_from update" -l trace-archive-now -d 'Ask the server to archive all traces when it next archives any'
complete -c mlflow -n "__fish_mlflow_using_subcommand experiments; and __fish_seen_subcommand_from update" -l clear-trace-archive-now -d 'Take such a request back'
complete -c mlflow -n "__fish_mlflow_using_subcommand experiments; and __fish_seen_subcommand_from update" -l json -d 'The same as `--output json`'
complete -c mlflow -n "__fish_mlflow_using_subcommand experiments; and __fish_seen_subcommand_from update" -l quiet -d 'Say errors and warnings alone'
complete -c mlflow -n "__fish_mlflow_using_subcommand experiments; and __fish_seen_subcommand_from update" -l verbose -d 'Say more: the store, and what happens on the way'
complete -c mlflow -n "__fish_mlflow_using_subcommand experiments; and __fish_seen_subcommand_from update" -s h -l help -d 'Print help'
complete -c mlflow -n "__fish_mlflow_using_subcommand experiments; and __fish_seen_subcommand_from rename" -s x -l experiment-id -d 'ID of the experiment' -r
complete -c mlflow -n "__fish_mlflow_using_subcommand experiments; and __fish_seen_subcommand_from rename" -s n -l experiment-name -d 'Name of the experiment' -r
complete -c mlflow -n "__fish_mlflow_using_subcommand experiments; and __fish_seen_subcommand_from rename" -l new-name -d 'Its new name' -r
complete -c mlflow -n "__fish_mlflow_using_subcommand experiments; and __fish_seen_subcommand_from rename" -l output -d 'Print the result as table, json, jsonl or csv [default: as MLflow does]' -r -f -a "table\t'Columns for people, as MLflow prints them'
json\t'One JSON document'
jsonl\t'One JSON document per line and result'
csv\t'Comma-separated values with a header'"
complete -c mlflow -n "__fish_mlflow_using_subcommand experiments; and __fish_seen_subcommand_from rename" -l color -d 'When to use colours: auto, always or never' -r -f -a "auto\t'On a terminal, unless NO_COLOR is set or CLICOLOR is 0'
always\t'Always'
never\t'Never'"
complete -c mlflow -n "__fish_mlflow_using_subcommand experiments; and __fish_seen_subcommand_from rename" -l json -d 'The same as `--output json`'
complete -c mlflow -n "__fish_mlflow_using_subcommand experiments; and __fish_seen_subcommand_from rename" -l quiet -d 'Say errors and warnings alone'
complete -c mlflow -n "__fish_mlflow_using_subcommand experiments; and __fish_seen_subcommand_from rename" -l verbose -d 'Say more: the store, and what happens on the way'
complete -c mlflow -n "__fish_mlflow_using_subcommand experiments; and __fish_seen_subcommand_from rename" -s h -l help -d 'Print help'
complete -c mlflow -n "__fish_mlflow_using_subcommand experiments; and __fish_seen_subcommand_from delete" -s x -l experiment-id -d 'ID of an experiment; may be repeated' -r
complete -c mlflow -n "__fish_mlflow_using_subcommand experiments; and __fish_seen_subcommand_from delete" -s n -l experiment-name -d 'Name of an experiment; may be repeated' -r
complete -c mlflow -n "__fish_mlflow_using_subcommand experiments; and __fish_seen_subcommand_from delete" -s f -l filter -d 'All experiments that match this filter, for example: name LIKE \'tmp%\'' -r
complete -c mlflow -n "__fish_mlflow_using_subcommand experiments; and __fish_seen_subcommand_from delete" -l output -d 'Print the result as table, json, jsonl or csv [default: as MLflow does]' -r -f -a "table\t'Columns for people, as MLflow prints them'
json\t'One JSON document'
jsonl\t'One JSON document per line and result'
csv\t'Comma-separated values with a header'"
complete -c mlflow -n "__fish_mlflow_using_subcommand experiments; and __fish_seen_subcommand_from delete" -l color -d 'When to use colours: auto, always or never' -r -f -a "auto\t'On a terminal, unless NO_COLOR is set or CLICOLOR is 0'
always\t'Always'
never\t'Never'"
complete -c mlflow -n "__fish_mlflow_using_subcommand experiments; and __fish_seen_subcommand_from delete" -s y -l yes -d 'Do not ask for confirmation of what `--filter` found; without a terminal, it is never asked for'
complete -c mlflow -n "__fish_mlflow_using_subcommand experiments; and __fish_seen_subcommand_from delete" -l dry-run -d 'Say what would be changed, and change nothing'
complete -c mlflow -n "__fish_mlflow_using_subcommand experiments; and __fish_seen_subcommand_from delete" -l json -d 'The same as `--output json`'
complete -c mlflow -n "__fish_mlflow_using_subcommand experiments; and __fish_seen_subcommand_from delete" -l quiet -d 'Say errors and warnings alone'
complete -c mlflow -n "__fish_mlflow_using_subcommand experiments; and __fish_seen_subcommand_from delete" -l verbose -d 'Say more: the store, and what happens on the way'
complete -c mlflow -n "__fish_mlflow_using_subcommand experiments; and __fish_seen_subcommand_from delete" -s h -l help -d 'Print help'
complete -c mlflow -n "__fish_mlflow_using_subcommand experiments; and __fish_seen_subcommand_from restore" -s x -l experiment-id -d 'ID of an experiment; may be repeated' -r
complete -c mlflow -n "__fish_mlflow_using_subcommand experiments; and __fish_seen_subcommand_from restore" -s n -l experiment-name -d 'Name of an experiment; may be repeated' -r
complete -c mlflow -n "__fish_mlflow_using_subcommand experiments; and __fish_seen_subcommand_from restore" -s f -l filter -d 'All experiments that match this filter, for example: name LIKE \'tmp%\'' -r
complete -c mlflow -n "__fish_mlflow_using_subcommand experiments; and __fish_seen_subcommand_from restore" -l output -d 'Print the result as table, json, jsonl or csv [default: as MLflow does]' -r -f -a "table\t'Columns for people, as MLflow prints them'
json\t'One JSON document'
jsonl\t'One JSON document per line and result'
csv\t'Comma-separated values with a header'"
complete -c mlflow -n "__fish_mlflow_using_subcommand experiments; and __fish_seen_subcommand_from restore" -l color -d 'When to use colours: auto, always or never' -r -f -a "auto\t'On a terminal, unless NO_COLOR is set or CLICOLOR is 0'
always\t'Always'
never\t'Never'"
complete -c mlflow -n "__fish_mlflow_using_subcommand experiments; and __fish_seen_subcommand_from restore" -s y -l yes -d 'Do not ask for confirmation of what `--filter` found; without a terminal, it is never asked for'
complete -c mlflow -n "__fish_mlflow_using_subcommand experiments; and __fish_seen_subcommand_from restore" -l dry-run -d 'Say what would be changed, and change nothing'
complete -c mlflow -n "__fish_mlflow_using_subcommand experiments; and __fish_seen_subcommand_from restore" -l json -d 'The same as `--output json`'
complete -c mlflow -n "__fish_mlflow_using_subcommand experiments; and __fish_seen_subcommand_from restore" -l quiet -d 'Say errors and warnings alone'
complete -c mlflow -n "__fish_mlflow_using_subcommand experiments; and __fish_seen_subcommand_from restore" -l verbose -d 'Say more: the store, and what happens on the way'
complete -c mlflow -n "__fish_mlflow_using_subcommand experiments; and __fish_seen_subcommand_from restore" -s h -l help -d 'Print help'
complete -c mlflow -n "__fish_mlflow_using_subcommand experiments; and __fish_seen_subcommand_from csv" -s x -l experiment-id -d 'ID of the experiment' -r
complete -c mlflow -n "__fish_mlflow_using_subcommand experiments; and __fish_seen_subcommand_from csv" -s n -l experiment-name -d 'Name of the experiment' -r
complete -c mlflow -n "__fish_mlflow_using_subcommand experiments; and __fish_seen_subcommand_from csv" -s o -l filename -d 'File to write; stdout by default' -r -F
complete -c mlflow -n "__fish_mlflow_using_subcommand experiments; and __fish_seen_subcommand_from csv" -l output -d 'Print the result as table, json, jsonl or csv [default: as MLflow does]' -r -f -a "table\t'Columns for people, as MLflow prints them'
json\t'One JSON document'
jsonl\t'One JSON document per line and result'
csv\t'Comma-separated values with a header'"
complete -c mlflow -n "__fish_mlflow_using_subcommand experiments; and __fish_seen_subcommand_from csv" -l color -d 'When to use colours: auto, always or never' -r -f -a "auto\t'On a terminal, unless NO_COLOR is set or CLICOLOR is 0'
always\t'Always'
never\t'Never'"
complete -c mlflow -n "__fish_mlflow_using_subcommand experiments; and __fish_seen_subcommand_from csv" -l json -d 'The same as `--output json`'
complete -c mlflow -n "__fish_mlflow_using_subcommand experiments; and __fish_seen_subcommand_from csv" -l quiet -d 'Say errors and warnings alone'
complete -c mlflow -n "__fish_mlflow_using_subcommand experiments; and __fish_seen_subcommand_from csv" -l verbose -d 'Say more: the store, and what happens on the way'
complete -c mlflow -n "__fish_mlflow_using_subcommand experiments; and __fish_seen_subcommand_from csv" -s h -l help -d 'Print help'
complete -c mlflow -n "__fish_mlflow_using_subcommand experiments; and __fish_seen_subcommand_from help" -f -a "create" -d 'Create an experiment'
complete -c mlflow -n "__fish_mlflow_using_subcommand experiments; and __fish_seen_subcommand_from help" -f -a "search" -d 'List experiments'
complete -c mlflow -n "__fish_mlflow_using_subcommand experiments; and __fish_seen_subcommand_from help" -f -a "list" -d 'List experiments; the older name of `search`'
complete -c mlflow -n "__fish_mlflow_using_subcommand experiments; and __fish_seen_subcommand_from help" -f -a "get" -d 'Show one experiment'
complete -c mlflow -n "__fish_mlflow_using_subcommand experiments; and __fish_seen_subcommand_from help" -f -a "update" -d 'Change an experiment\'s tags and when a server archives its traces'
complete -c mlflow -n "__fish_mlflow_using_subcommand experiments; and __fish_seen_subcommand_from help" -f -a "rename" -d 'Give an experiment another name'
complete -c mlflow -n "__fish_mlflow_using_subcommand experiments; and __fish_seen_subcommand_from help" -f -a "delete" -d 'Move an experiment and its runs to the deleted stage'
complete -c mlflow -n "__fish_mlflow_using_subcommand experiments; and __fish_seen_subcommand_from help" -f -a "restore" -d 'Bring a deleted experiment and its runs back'
complete -c mlflow -n "__fish_mlflow_using_subcommand experiments; and __fish_seen_subcommand_from help" -f -a "csv" -d 'Write all runs of an experiment as CSV'
complete -c mlflow -n "__fish_mlflow_using_subcommand experiments; and __fish_seen_subcommand_from help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c mlflow -n "__fish_mlflow_using_subcommand runs; and not __fish_seen_subcommand_from start log-metric log-param set-tag delete-tag log-batch end wait create search list best compare show watch plot describe metrics delete restore help" -l color -d 'When to use colours: auto, always or never' -r -f -a "auto\t'On a terminal, unless NO_COLOR is set or CLICOLOR is 0'
always\t'Always'
never\t'Never'"
complete -c mlflow -n "__fish_mlflow_using_subcommand runs; and not __fish_seen_subcommand_from start log-metric log-param set-tag delete-tag log-batch end wait create search list best compare show watch plot describe metrics delete restore help" -l quiet -d 'Say errors and warnings alone'
complete -c mlflow -n "__fish_mlflow_using_subcommand runs; and not __fish_seen_subcommand_from start log-metric log-param set-tag delete-tag log-batch end wait create search list best compare show watch plot describe metrics delete restore help" -l verbose -d 'Say more: the store, and what happens on the way'
complete -c mlflow -n "__fish_mlflow_using_subcommand runs; and not __fish_seen_subcommand_from start log-metric log-param set-tag delete-tag log-batch end wait create search list best compare show watch plot describe metrics delete restore help" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c mlflow -n "__fish_mlflow_using_subcommand runs; and not __fish_seen_subcommand_from start log-metric log-param set-tag delete-tag log-batch end wait create search list best compare show watch plot describe metrics delete restore help" -f -a "start" -d 'Start a run that stays RUNNING, and print its ID'
complete -c mlflow -n "__fish_mlflow_using_subcommand runs; and not __fish_seen_subcommand_from start log-metric log-param set-tag delete-tag log-batch end wait create search list best compare show watch plot describe metrics delete restore help" -f -a "log-metric" -d 'Log metrics of a run'
complete -c mlflow -n "__fish_mlflow_using_subcommand runs; and not __fish_seen_subcommand_from start log-metric log-param set-tag delete-tag log-batch end wait create search list best compare show watch plot describe metrics delete restore help" -f -a "log-param" -d 'Log parameters of a run; a parameter never changes'
complete -c mlflow -n "__fish_mlflow_using_subcommand runs; and not __fish_seen_subcommand_from start log-metric log-param set-tag delete-tag log-batch end wait create search list best compare show watch plot describe metrics delete restore help" -f -a "set-tag" -d 'Set tags of runs'
complete -c mlflow -n "__fish_mlflow_using_subcommand runs; and not __fish_seen_subcommand_from start log-metric log-param set-tag delete-tag log-batch end wait create search list best compare show watch plot describe metrics delete restore help" -f -a "delete-tag" -d 'Remove a tag of runs'
complete -c mlflow -n "__fish_mlflow_using_subcommand runs; and not __fish_seen_subcommand_from start log-metric log-param set-tag delete-tag log-batch end wait create search list best compare show watch plot describe metrics delete restore help" -f -a "log-batch" -d 'Log metrics, params and tags from JSON lines on stdin'
complete -c mlflow -n "__fish_mlflow_using_subcommand runs; and not __fish_seen_subcommand_from start log-metric log-param set-tag delete-tag log-batch end wait create search list best compare show watch plot describe metrics delete restore help" -f -a "end" -d 'End a run'
complete -c mlflow -n "__fish_mlflow_using_subcommand runs; and not __fish_seen_subcommand_from start log-metric log-param set-tag delete-tag log-batch end wait create search list best compare show watch plot describe metrics delete restore help" -f -a "wait" -d 'Wait until runs have ended, and print their status'
complete -c mlflow -n "__fish_mlflow_using_subcommand runs; and not __fish_seen_subcommand_from start log-metric log-param set-tag delete-tag log-batch end wait create search list best compare show watch plot describe metrics delete restore help" -f -a "create" -d 'Create a run that has ended already'
complete -c mlflow -n "__fish_mlflow_using_subcommand runs; and not __fish_seen_subcommand_from start log-metric log-param set-tag delete-tag log-batch end wait create search list best compare show watch plot describe metrics delete restore help" -f -a "search" -d 'Find runs by what they logged'
complete -c mlflow -n "__fish_mlflow_using_subcommand runs; and not __fish_seen_subcommand_from start log-metric log-param set-tag delete-tag log-batch end wait create search list best compare show watch plot describe metrics delete restore help" -f -a "list" -d 'List the runs of an experiment'
complete -c mlflow -n "__fish_mlflow_using_subcommand runs; and not __fish_seen_subcommand_from start log-metric log-param set-tag delete-tag log-batch end wait create search list best compare show watch plot describe metrics delete restore help" -f -a "best" -d 'Print the ID of the run with the best value of a metric'
complete -c mlflow -n "__fish_mlflow_using_subcommand runs; and not __fish_seen_subcommand_from start log-metric log-param set-tag delete-tag log-batch end wait create search list best compare show watch plot describe metrics delete restore help" -f -a "compare" -d 'Compare runs: params, metrics, tags, environment and source'
complete -c mlflow -n "__fish_mlflow_using_subcommand runs; and not __fish_seen_subcommand_from start log-metric log-param set-tag delete-tag log-batch end wait create search list best compare show watch plot describe metrics delete restore help" -f -a "show" -d 'Show a run: status, params, metrics with their course, tags, children and artifacts'
complete -c mlflow -n "__fish_mlflow_using_subcommand runs; and not __fish_seen_subcommand_from start log-metric log-param set-tag delete-tag log-batch end wait create search list best compare show watch plot describe metrics delete restore help" -f -a "watch" -d 'Follow a run until it ends: status, metrics and their curves'
complete -c mlflow -n "__fish_mlflow_using_subcommand runs; and not __fish_seen_subcommand_from start log-metric log-param set-tag delete-tag log-batch end wait create search list best compare show watch plot describe metrics delete restore help" -f -a "plot" -d 'Draw the course of a metric in the terminal, of one run or of several'
complete -c mlflow -n "__fish_mlflow_using_subcommand runs; and not __fish_seen_subcommand_from start log-metric log-param set-tag delete-tag log-batch end wait create search list best compare show watch plot describe metrics delete restore help" -f -a "describe" -d 'Show everything that a run recorded, as JSON'
complete -c mlflow -n "__fish_mlflow_using_subcommand runs; and not __fish_seen_subcommand_from start log-metric log-param set-tag delete-tag log-batch end wait create search list best compare show watch plot describe metrics delete restore help" -f -a "metrics" -d 'Show the history of a run\'s metrics'
complete -c mlflow -n "__fish_mlflow_using_subcommand runs; and not __fish_seen_subcommand_from start log-metric log-param set-tag delete-tag log-batch end wait create search list best compare show watch plot describe metrics delete restore help" -f -a "delete" -d 'Move runs to the deleted stage'
complete -c mlflow -n "__fish_mlflow_using_subcommand runs; and not __fish_seen_subcommand_from start log-metric log-param set-tag delete-tag log-batch end wait create search list best compare show watch plot describe metrics delete restore help" -f -a "restore" -d 'Bring deleted runs back'
complete -c mlflow -n "__fish_mlflow_using_subcommand runs; and not __fish_seen_subcommand_from start log-metric log-param set-tag delete-tag log-batch end wait create search list best compare show watch plot describe metrics delete restore help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c mlflow -n "__fish_mlflow_using_subcommand runs; and __fish_seen_subcommand_from start" -l experiment-id -d 'ID of the experiment [env: MLFLOW_EXPERIMENT_ID] [default: 0]' -r
complete -c mlflow -n "__fish_mlflow_using_subcommand runs; and __fish_seen_subcommand_from start" -l experiment-name -d 'Name of the experiment, created if it is new [env: MLFLOW_EXPERIMENT_NAME]' -r
complete -c mlflow -n "__fish_mlflow_using_subcommand runs; and __fish_seen_subcommand_from start" -l run-name -d 'Name of the run; a random one by default [env: MLFLOW_RUN_NAME]' -r
complete -c mlflow -n "__fish_mlflow_using_subcommand runs; and __fish_seen_subcommand_from start" -l description -d 'Description, in Markdown' -r
complete -c mlflow -n "__fish_mlflow_using_subcommand runs; and __fish_seen_subcommand_from start" -s t -l tags -d 'Tag to set, as key=value; may be repeated' -r
complete -c mlflow -n "__fish_mlflow_using_subcommand runs; and __fish_seen_subcommand_from start" -l parent-run-id -d 'The run under which this one is nested: its ID, its name or `@last`' -r
complete -c mlflow -n "__fish_mlflow_using_subcommand runs; and __fish_seen_subcommand_from start" -l output -d 'Print the result as table, json, jsonl or csv [default: as MLflow does]' -r -f -a "table\t'Columns for people, as MLflow prints them'
json\t'One JSON document'
jsonl\t'One JSON document per line and result'
csv\t'Comma-separated values with a header'"
complete -c mlflow -n "__fish_mlflow_using_subcommand runs; and __fish_seen_subcommand_from start" -l color -d 'When to use colours: auto, always or never' -r -f -a "auto\t'On a terminal, unless NO_COLOR is set or CLICOLOR is 0'
always\t'Always'
never\t'Never'"
complete -c mlflow -n "__fish_mlflow_using_subcommand runs; and __fish_seen_subcommand_from start" -l json -d 'The same as `--output json`'
complete -c mlflow -n "__fish_mlflow_using_subcommand runs; and __fish_seen_subcommand_from start" -l quiet -d 'Say errors and warnings alone'
complete -c mlflow -n "__fish_mlflow_using_subcommand runs; and __fish_seen_subcommand_from start" -l verbose -d 'Say more: the store, and what happens on the way'
complete -c mlflow -n "__fish_mlflow_using_subcommand runs; and __fish_seen_subcommand_from start" -s h -l help -d 'Print help'
complete -c mlflow -n "__fish_mlflow_using_subcommand runs; and __fish_seen_subcommand_from log-metric" -s r -l run-id -d 'The run: its ID, the beginning of it, its name, `@last`, `@last~1` or `@best:metrics.KEY` [env: MLFLOW_RUN_ID]' -r
complete -c mlflow -n "__fish_mlflow_using_subcommand runs; and __fish_seen_subcommand_from log-metric" -s s -l step -d 'Position in the run\'s own count, for example the epoch' -r
complete -c mlflow -n "__fish_mlflow_using_subcommand runs; and __fish_seen_subcommand_from log-metric" -l timestamp -d 'Time of the measurement, in milliseconds since 1970 (UTC); now by default' -r
complete -c mlflow -n "__fish_mlflow_using_subcommand runs; and __fish_seen_subcommand_from log-metric" -l output -d 'Print the result as table, json, jsonl or csv [default: as MLflow does]' -r -f -a "table\t'Columns for people, as MLflow prints them'
json\t'One JSON document'
jsonl\t'One JSON document per line and result'
csv\t'Comma-separated values with a header'"
complete -c mlflow -n "__fish_mlflow_using_subcommand runs; and __fish_seen_subcommand_from log-metric" -l color -d 'When to use colours: auto, always or never' -r -f -a "auto\t'On a terminal, unless NO_COLOR is set or CLICOLOR is 0'
always\t'Always'
never\t'Never'"
complete -c mlflow -n "__fish_mlflow_using_subcommand runs; and __fish_seen_subcommand_from log-metric" -l json -d 'The same as `--output json`'
complete -c mlflow -n "__fish_mlflow_using_subcommand runs; and __fish_seen_subcommand_from log-metric" -l quiet -d 'Say errors and warnings alone'
complete -c mlflow -n "__fish_mlflow_using_subcommand runs; and __fish_seen_subcommand_from log-metric" -l verbose -d 'Say more: the store, and what happens on the way'
complete -c mlflow -n "__fish_mlflow_using_subcommand runs; and __fish_seen_subcommand_from log-metric" -s h -l help -d 'Print help'
complete -c mlflow -n "__fish_mlflow_using_subcommand runs; and __fish_seen_subcommand_from log-param" -s r -l run-id -d 'The run: its ID, the beginning of it, its name, `@last`, `@last~1` or `@best:metrics.KEY` [env: MLFLOW_RUN_ID]' -r
complete -c mlflow -n "__fish_mlflow_using_subcommand runs; and __fish_seen_subcommand_from log-param" -l output -d 'Print the result as table, json, jsonl or csv [default: as MLflow does]' -r -f -a "table\t'Columns for people, as MLflow prints them'
json\t'One JSON document'
jsonl\t'One JSON document per line and result'
csv\t'Comma-separated values with a header'"
complete -c mlflow -n "__fish_mlflow_using_subcommand runs; and __fish_seen_subcommand_from log-param" -l color -d 'When to use colours: auto, always or never' -r -f -a "auto\t'On a terminal, unless NO_COLOR is set or CLICOLOR is 0'
always\t'Always'
never\t'Never'"
complete -c mlflow -n "__fish_mlflow_using_subcommand runs; and __fish_seen_subcommand_from log-param" -l json -d 'The same as `--output json`'
complete -c mlflow -n "__fish_mlflow_using_subcommand runs; and __fish_seen_subcommand_from log-param" -l quiet -d 'Say errors and warnings alone'
complete -c mlflow -n "__fish_mlflow_using_subcommand runs; and __fish_seen_subcommand_from log-param" -l verbose -d 'Say more: the store, and what happens on the way'
complete -c mlflow -n "__fish_mlflow_using_subcommand runs; and __fish_seen_subcommand_from log-param" -s h -l help -d 'Print help'
complete -c mlflow -n "__fish_mlflow_using_subcommand runs; and __fish_seen_subcommand_from set-tag" -s r -l run-id -d 'The run, or several if it is repeated: an ID, the beginning of one, a name, `@last`, `@best:metrics.KEY` [env: MLFLOW_RUN_ID]' -r
complete -c mlflow -n "__fish_mlflow_using_subcommand runs; and __fish_seen_subcommand_from set-tag" -s f -l filter -d 'All runs that match this filter, for example: metrics.loss > 1' -r
complete -c mlflow -n "__fish_mlflow_using_subcommand runs; and __fish_seen_subcommand_from set-tag" -s x -l experiment-id -d 'ID of an experiment to look in; may be repeated [env: MLFLOW_EXPERIMENT_ID]' -r
complete -c mlflow -n "__fish_mlflow_using_subcommand runs; and __fish_seen_subcommand_from set-tag" -l experiment-name -d 'Name of an experiment to look in; may be repeated [env: MLFLOW_EXPERIMENT_NAME]' -r
complete -c mlflow -n "__fish_mlflow_using_subcommand runs; and __fish_seen_subcommand_from set-tag" -l experiment -d 'Name or ID of an experiment to look in; may be repeated' -r
complete -c mlflow -n "__fish_mlflow_using_subcommand runs; and __fish_seen_subcommand_from set-tag" -l output -d 'Print the result as table, json, jsonl or csv [default: as MLflow does]' -r -f -a "table\t'Columns for people, as MLflow prints them'
json\t'One JSON document'
jsonl\t'One JSON document per line and result'
csv\t'Comma-separated values with a header'"
complete -c mlflow -n "__fish_mlflow_using_subcommand runs; and __fish_seen_subcommand_from set-tag" -l color -d 'When to use colours: auto, always or never' -r -f -a "auto\t'On a terminal, unless NO_COLOR is set or CLICOLOR is 0'
always\t'Always'
never\t'Never'"
complete -c mlflow -n "__fish_mlflow_using_subcommand runs; and __fish_seen_subcommand_from set-tag" -l json -d 'The same as `--output json`'
complete -c mlflow -n "__fish_mlflow_using_subcommand runs; and __fish_seen_subcommand_from set-tag" -l quiet -d 'Say errors and warnings alone'
complete -c mlflow -n "__fish_mlflow_using_subcommand runs; and __fish_seen_subcommand_from set-tag" -l verbose -d 'Say more: the store, and what happens on the way'
complete -c mlflow -n "__fish_mlflow_using_subcommand runs; and __fish_seen_subcommand_from set-tag" -s h -l help -d 'Print help'
complete -c mlflow -n "__fish_mlflow_using_subcommand runs; and __fish_seen_subcommand_from delete-tag" -s r -l run-id -d 'The run, or several if it is repeated: an ID, the beginning of one, a name, `@last`, `@best:metrics.KEY` [env: MLFLOW_RUN_ID]' -r
complete -c mlflow -n "__fish_mlflow_using_subcommand runs; and __fish_seen_subcommand_from delete-tag" -s f -l filter -d 'All runs that match this filter, for example: metrics.loss > 1' -r
complete -c mlflow -n "__fish_mlflow_using_subcommand runs; and __fish_seen_subcommand_from delete-tag" -s x -l experiment-id -d 'ID of an experiment to look in; may be repeated [env: MLFLOW_EXPERIMENT_ID]' -r
complete -c mlflow -n "__fish_mlflow_using_subcommand runs; and __fish_seen_subcommand_from delete-tag" -l experiment-name -d 'Name of an experiment to look in; may be repeated [env: MLFLOW_EXPERIMENT_NAME]' -r
complete -c mlflow -n "__fish_mlflow_using_subcommand runs; and __fish_seen_subcommand_from delete-tag" -l experiment -d 'Name or ID of an experiment to look in; may be repeated' -r
complete -c mlflow -n "__fish_mlflow_using_subcommand runs; and __fish_seen_subcommand_from delete-tag" -l output -d 'Print the result as table, json, jsonl or csv [default: as MLflow does]' -r -f -a "table\t'Columns for people, as MLflow prints them'
json\t'One JSON document'
jsonl\t'One JSON document per line and result'
csv\t'Comma-separated values with a header'"
complete -c mlflow -n "__fish_mlflow_using_subcommand runs; and __fish_seen_subcommand_from delete-tag" -l color -d 'When to use colours: auto, always or never' -r -f -a "auto\t'On a terminal, unless NO_COLOR is set or CLICOLOR is 0'
always\t'Always'
never\t'Never'"
complete -c mlflow -n "__fish_mlflow_using_subcommand runs; and __fish_seen_subcommand_from delete-tag" -l json -d 'The same as `--output json`'
complete -c mlflow -n "__fish_mlflow_using_subcommand runs; and __fish_seen_subcommand_from delete-tag" -l quiet -d 'Say errors and warnings alone'
complete -c mlflow -n "__fish_mlflow_using_subcommand runs; and __fish_seen_subcommand_from delete-tag" -l verbose -d 'Say more: the store, and what happens on the way'
complete -c mlflow -n "__fish_mlflow_using_subcommand runs; and __fish_seen_subcommand_from delete-tag" -s h -l help -d 'Print help'
complete -c mlflow -n "__fish_mlflow_using_subcommand runs; and __fish_seen_subcommand_from log-batch" -s r -l run-id -d 'The same as RUN [env: MLFLOW_RUN_ID]' -r
complete -c mlflow -n "__fish_mlflow_using_subcommand runs; and __fish_seen_subcommand_from log-batch" -l output -d 'Print the result as table, json, jsonl or csv [default: as MLflow does]' -r -f -a "table\t'Columns for people, as MLflow prints them'
json\t'One JSON document'
jsonl\t'One JSON document per line and result'
csv\t'Comma-separated values with a header'"
complete -c mlflow -n "__fish_mlflow_using_subcommand runs; and __fish_seen_subcommand_from log-batch" -l color -d 'When to use colours: auto, always or never' -r -f -a "auto\t'On a terminal, unless NO_COLOR is set or CLICOLOR is 0'
always\t'Always'
never\t'Never'"
complete -c mlflow -n "__fish_mlflow_using_subcommand runs; and __fish_seen_subcommand_from log-batch" -l json -d 'The same as `--output json`'
complete -c mlflow -n "__fish_mlflow_using_subcommand runs; and __fish_seen_subcommand_from log-batch" -l quiet -d 'Say errors and warnings alone'
complete -c mlflow -n "__fish_mlflow_using_subcommand runs; and __fish_seen_subcommand_from log-batch" -l verbose -d 'Say more: the store, and what happens on the way'
complete -c mlflow -n "__fish_mlflow_using_subcommand runs; and __fish_seen_subcommand_from log-batch" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c mlflow -n "__fish_mlflow_using_subcommand runs; and __fish_seen_subcommand_from end" -s r -l run-id -d 'The same as RUN [env: MLFLOW_RUN_ID]' -r
complete -c mlflow -n "__fish_mlflow_using_subcommand runs; and __fish_seen_subcommand_from end" -l status -d 'How the run ended' -r -f -a "FINISHED\t'It ended well'
FAILED\t'It ended with an error'
KILLED\t'It was ended from outside'"
complete -c mlflow -n "__fish_mlflow_using_subcommand runs; and __fish_seen_subcommand_from end" -l output -d 'Print the result as table, json, jsonl or csv [default: as MLflow does]' -r -f -a "table\t'Columns for people, as MLflow prints them'
json\t'One JSON document'
jsonl\t'One JSON document per line and result'
csv\t'Comma-separated values with a header'"
complete -c mlflow -n "__fish_mlflow_using_subcommand runs; and __fish_seen_subcommand_from end" -l color -d 'When to use colours: auto, always or never' -r -f -a "auto\t'On a terminal, unless NO_COLOR is set or CLICOLOR is 0'
always\t'Always'
never\t'Never'"
complete -c mlflow -n "__fish_mlflow_using_subcommand runs; and __fish_seen_subcommand_from end" -l json -d 'The same as `--output json`'
complete -c mlflow -n "__fish_mlflow_using_subcommand runs; and __fish_seen_subcommand_from end" -l quiet -d 'Say errors and warnings alone'
complete -c mlflow -n "__fish_mlflow_using_subcommand runs; and __fish_seen_subcommand_from end" -l verbose -d 'Say more: the store, and what happens on the way'
complete -c mlflow -n "__fish_mlflow_using_subcommand runs; and __fish_seen_subcommand_from end" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c mlflow -n "__fish_mlflow_using_subcommand runs; and __fish_seen_subcommand_from wait" -s r -l run-id -d 'The same as RUN; may be repeated [env: MLFLOW_RUN_ID]' -r
complete -c mlflow -n "__fish_mlflow_using_subcommand runs; and __fish_seen_subcommand_from wait" -l timeout -d 'Give up after a time such as 90, 15m or 1h30m' -r
complete -c mlflow -n "__fish_mlflow_using_subcommand runs; and __fish_seen_subcommand_from wait" -l output -d 'Print the result as table, json, jsonl or csv [default: as MLflow does]' -r -f -a "table\t'Columns for people, as MLflow prints them'
json\t'One JSON document'
jsonl\t'One JSON document per line and result'
csv\t'Comma-separated values with a header'"
complete -c mlflow -n "__fish_mlflow_using_subcommand runs; and __fish_seen_subcommand_from wait" -l color -d 'When to use colours: auto, always or never' -r -f -a "auto\t'On a terminal, unless NO_COLOR is set or CLICOLOR is 0'
always\t'Always'
never\t'Never'"
complete -c mlflow -n "__fish_mlflow_using_subcommand runs; and __fish_seen_subcommand_from wait" -l json -d 'The same as `--output json`'
complete -c mlflow -n "__fish_mlflow_using_subcommand runs; and __fish_seen_subcommand_from wait" -l quiet -d 'Say errors and warnings alone'
complete -c mlflow -n "__fish_mlflow_using_subcommand runs; and __fish_seen_subcommand_from wait" -l verbose -d 'Say more: the store, and what happens on the way'
complete -c mlflow -n "__fish_mlflow_using_subcommand runs; and __fish_seen_subcommand_from wait" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c mlflow -n "__fish_mlflow_using_subcommand runs; and __fish_seen_subcommand_from create" -l experiment-id -d 'ID of the experiment [env: MLFLOW_EXPERIMENT_ID] [default: 0]' -r
complete -c mlflow -n "__fish_mlflow_using_subcommand runs; and __fish_seen_subcommand_from create" -l experiment-name -d 'Name of the experiment, created if it is new [env: MLFLOW_EXPERIMENT_NAME]' -r
complete -c mlflow -n "__fish_mlflow_using_subcommand runs; and __fish_seen_subcommand_from create" -l run-name -d 'Name of the run; a random one by default [env: MLFLOW_RUN_NAME]' -r
complete -c mlflow -n "__fish_mlflow_using_subcommand runs; and __fish_seen_subcommand_from create" -l description -d 'Description, in Markdown' -r
complete -c mlflow -n "__fish_mlflow_using_subcommand runs; and __fish_seen_subcommand_from create" -s t -l tags -d 'Tag to set, as key=value; may be repeated' -r
complete -c mlflow -n "__fish_mlflow_using_subcommand runs; and __fish_seen_subcommand_from create" -l parent-run-id -d 'The run under which this one is nested: its ID, its name or `@last`' -r
complete -c mlflow -n "__fish_mlflow_using_subcommand runs; and __fish_seen_subcommand_from create" -l status -d 'How the run ended' -r -f -a "FINISHED\t'It ended well'
FAILED\t'It ended with an error'
KILLED\t'It was ended from outside'"
complete -c mlflow -n "__fish_mlflow_using_subcommand runs; and __fish_seen_subcommand_from create" -l output -d 'Print the result as table, json, jsonl or csv [default: as MLflow does]' -r -f -a "table\t'Columns for people, as MLflow prints them'
json\t'One JSON document'
jsonl\t'One JSON document per line and result'
csv\t'Comma-separated values with a header'"
complete -c mlflow -n "__fish_mlflow_using_subcommand runs; and __fish_seen_subcommand_from create" -l color -d 'When to use colours: auto, always or never' -r -f -a "auto\t'On a terminal, unless NO_COLOR is set or CLICOLOR is 0'
always\t'Always'
never\t'Never'"
complete -c mlflow -n "__fish_mlflow_using_subcommand runs; and __fish_seen_subcommand_from create" -l json -d 'The same as `--output json`'
complete -c mlflow -n "__fish_mlflow_using_subcommand runs; and __fish_seen_subcommand_from create" -l quiet -d 'Say errors and warnings alone'
complete -c mlflow -n "__fish_mlflow_using_subcommand runs; and __fish_seen_subcommand_from create" -l verbose -d 'Say more: the store, and what happens on the way'
complete -c mlflow -n "__fish_mlflow_using_subcommand runs; and __fish_seen_subcommand_from create" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c mlflow -n "__fish_mlflow_using_subcommand runs; and __fish_seen_subcommand_from search" -s f -l filter -d 'Filter that runs must match' -r
complete -c mlflow -n "__fish_mlflow_using_subcommand runs; and __fish_seen_subcommand_from search" -s s -l order-by -d 'Key to order by, with ASC or DESC behind it; may be repeated or separated by commas' -r
complete -c mlflow -n "__fish_mlflow_using_subcommand runs; and __fish_seen_subcommand_from search" -s c -l columns -d 'Columns to show, separated by commas: run_id, metrics.loss, params.*, tags.stage' -r
complete -c mlflow -n "__fish_mlflow_using_subcommand runs; and __fish_seen_subcommand_from search" -s x -l experiment-id -d 'ID of an experiment to look in; may be repeated [env: MLFLOW_EXPERIMENT_ID]' -r
complete -c mlflow -n "__fish_mlflow_using_subcommand runs; and __fish_seen_subcommand_from search" -l experiment-name -d 'Name of an experiment to look in; may be repeated [env: MLFLOW_EXPERIMENT_NAME]' -r
complete -c mlflow -n "__fish_mlflow_using_subcommand runs; and __fish_seen_subcommand_from search" -l experiment -d 'Name or ID of an experiment to look in; may be repeated' -r
complete -c mlflow -n "__fish_mlflow_using_subcommand runs; and __fish_seen_subcommand_from search" -s v -l view -d 'Which stages to show' -r -f -a "active_only\t'What is in use'
deleted_only\t'What was deleted and can be restored'
all\t'Both'"
complete -c mlflow -n "__fish_mlflow_using_subcommand runs; and __fish_seen_subcommand_from search" -s n -l max-results -d 'Maximum number of runs to show; all by default' -r
complete -c mlflow -n "__fish_mlflow_using_subcommand runs; and __fish_seen_subcommand_from search" -l output -d 'Print the result as table, json, jsonl or csv [default: as MLflow does]' -r -f -a "table\t'Columns for people, as MLflow prints them'
json\t'One JSON document'
jsonl\t'One JSON document per line and result'
csv\t'Comma-separated values with a header'"
complete -c mlflow -n "__fish_mlflow_using_subcommand runs; and __fish_seen_subcommand_from search" -l color -d 'When to use colours: auto, always or never' -r -f -a "auto\t'On a terminal, unless NO_COLOR is set or CLICOLOR is 0'
always\t'Always'
never\t'Never'"
complete -c mlflow -n "__fish_mlflow_using_subcommand runs; and __fish_seen_subcommand_from search" -s 1 -d 'The first one alone, as `--max-results 1`'
complete -c mlflow -n "__fish_mlflow_using_subcommand runs; and __fish_seen_subcommand_from search" -l fail-if-empty -d 'Exit with 3 if no run is found'
complete -c mlflow -n "__fish_mlflow_using_subcommand runs; and __fish_seen_subcommand_from search" -l json -d 'The same as `--output json`'
complete -c mlflow -n "__fish_mlflow_using_subcommand runs; and __fish_seen_subcommand_from search" -l quiet -d 'Say errors and warnings alone'
complete -c mlflow -n "__fish_mlflow_using_subcommand runs; and __fish_seen_subcommand_from search" -l verbose -d 'Say more: the store, and what happens on the way'
complete -c mlflow -n "__fish_mlflow_using_subcommand runs; and __fish_seen_subcommand_from search" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c mlflow -n "__fish_mlflow_using_subcommand runs; and __fish_seen_subcommand_from list" -s x -l experiment-id -d 'ID of the experiment [env: MLFLOW_EXPERIMENT_ID]' -r
complete -c mlflow -n "__fish_mlflow_using_subcommand runs; and __fish_seen_subcommand_from list" -l experiment-name -d 'Name of the experiment [env: MLFLOW_EXPERIMENT_NAME]' -r
complete -c mlflow -n "__fish_mlflow_using_subcommand runs; and __fish_seen_subcommand_from list" -s v -l view -d 'Which stages to show' -r -f -a "active_only\t'What is in use'
deleted_only\t'What was deleted and can be restored'
all\t'Both'"
complete -c mlflow -n "__fish_mlflow_using_subcommand runs; and __fish_seen_subcommand_from list" -s n -l max-results -d 'Maximum number of runs to show; all by default' -r
complete -c mlflow -n "__fish_mlflow_using_subcommand runs; and __fish_seen_subcommand_from list" -l output -d 'Print the result as table, json, jsonl or csv [default: as MLflow does]' -r -f -a "table\t'Columns for people, as MLflow prints them'
json\t'One JSON document'
jsonl\t'One JSON document per line and result'
csv\t'Comma-separated values with a header'"
complete -c mlflow -n "__fish_mlflow_using_subcommand runs; and __fish_seen_subcommand_from list" -l color -d 'When to use colours: auto, always or never' -r -f -a "auto\t'On a terminal, unless NO_COLOR is set or CLICOLOR is 0'
always\t'Always'
never\t'Never'"
complete -c mlflow -n "__fish_mlflow_using_subcommand runs; and __fish_seen_subcommand_from list" -s 1 -d 'The first one alone, as `--max-results 1`'
complete -c mlflow -n "__fish_mlflow_using_subcommand runs; and __fish_seen_subcommand_from list" -l json -d 'The same as `--output json`'
complete -c mlflow -n "__fish_mlflow_using_subcommand runs; and __fish_seen_subcommand_from list" -l quiet -d 'Say errors and warnings alone'
complete -c mlflow -n "__fish_mlflow_using_subcommand runs; and __fish_seen_subcommand_from list" -l verbose -d 'Say more: the store, and what happens on the way'
complete -c mlflow -n "__fish_mlflow_using_subcommand runs; and __fish_seen_subcommand_from list" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c mlflow -n "__fish_mlflow_using_subcommand runs; and __fish_seen_subcommand_from best" -s f -l filter -d 'Only runs that match this filter, for example: status = \'FINISHED\'' -r
complete -c mlflow -n "__fish_mlflow_using_subcommand runs; and __fish_seen_subcommand_from best" -s x -l experiment-id -d 'ID of an experiment to look in; may be repeated [env: MLFLOW_EXPERIMENT_ID]' -r
complete -c mlflow -n "__fish_mlflow_using_subcommand runs; and __fish_seen_subcommand_from best" -l experiment-name -d 'Name of an experiment to look in; may be repeated [env: MLFLOW_EXPERIMENT_NAME]' -r
complete -c mlflow -n "__fish_mlflow_using_subcommand runs; and __fish_seen_subcommand_from best" -l experiment -d 'Name or ID of an experiment to look in; may be repeated' -r
complete -c mlflow -n "__fish_mlflow_using_subcommand runs; and __fish_seen_subcommand_from best" -l output -d 'Print the result as table, json, jsonl or csv [default: as MLflow does]' -r -f -a "table\t'Columns for people, as MLflow prints them'
json\t'One JSON document'
jsonl\t'One JSON document per line and result'
csv\t'Comma-separated values with a header'"
complete -c mlflow -n "__fish_mlflow_using_subcommand runs; and __fish_seen_subcommand_from best" -l color -d 'When to use colours: auto, always or never' -r -f -a "auto\t'On a terminal, unless NO_COLOR is set or CLICOLOR is 0'
always\t'Always'
never\t'Never'"
complete -c mlflow -n "__fish_mlflow_using_subcommand runs; and __fish_seen_subcommand_from best" -l min -d 'The smallest value is the best'
complete -c mlflow -n "__fish_mlflow_using_subcommand runs; and __fish_seen_subcommand_from best" -l max -d 'The largest value is the best'
complete -c mlflow -n "__fish_mlflow_using_subcommand runs; and __fish_seen_subcommand_from best" -l json -d 'The same as `--output json`'
complete -c mlflow -n "__fish_mlflow_using_subcommand runs; and __fish_seen_subcommand_from best" -l quiet -d 'Say errors and warnings alone'
complete -c mlflow -n "__fish_mlflow_using_subcommand runs; and __fish_seen_subcommand_from best" -l verbose -d 'Say more: the store, and what happens on the way'
complete -c mlflow -n "__fish_mlflow_using_subcommand runs; and __fish_seen_subcommand_from best" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c mlflow -n "__fish_mlflow_using_subcommand runs; and __fish_seen_subcommand_from compare" -s x -l experiment-id -d 'ID of an experiment to look in; may be repeated [env: MLFLOW_EXPERIMENT_ID]' -r
complete -c mlflow -n "__fish_mlflow_using_subcommand runs; and __fish_seen_subcommand_from compare" -l experiment-name -d 'Name of an experiment to look in; may be repeated [env: MLFLOW_EXPERIMENT_NAME]' -r
complete -c mlflow -n "__fish_mlflow_using_subcommand runs; and __fish_seen_subcommand_from compare" -l experiment -d 'Name or ID of an experiment to look in; may be repeated' -r
complete -c mlflow -n "__fish_mlflow_using_subcommand runs; and __fish_seen_subcommand_from compare" -l output -d 'Print the result as table, json, jsonl or csv [default: as MLflow does]' -r -f -a "table\t'Columns for people, as MLflow prints them'
json\t'One JSON document'
jsonl\t'One JSON document per line and result'
csv\t'Comma-separated values with a header'"
complete -c mlflow -n "__fish_mlflow_using_subcommand runs; and __fish_seen_subcommand_from compare" -l color -d 'When to use colours: auto, always or never' -r -f -a "auto\t'On a terminal, unless NO_COLOR is set or CLICOLOR is 0'
always\t'Always'
never\t'Never'"
complete -c mlflow -n "__fish_mlflow_using_subcommand runs; and __fish_seen_subcommand_from compare" -l all -d 'Show what is the same in all of them, too'
complete -c mlflow -n "__fish_mlflow_using_subcommand runs; and __fish_seen_subcommand_from compare" -l md -d 'Print a table in Markdown'
complete -c mlflow -n "__fish_mlflow_using_subcommand runs; and __fish_seen_subcommand_from compare" -l html -d 'Print a page in HTML'
complete -c mlflow -n "__fish_mlflow_using_subcommand runs; and __fish_seen_subcommand_from compare" -l diff -d 'Show the changes between the commits in full, and not as a list of files'
complete -c mlflow -n "__fish_mlflow_using_subcommand runs; and __fish_seen_subcommand_from compare" -l json -d 'The same as `--output json`'
complete -c mlflow -n "__fish_mlflow_using_subcommand runs; and __fish_seen_subcommand_from compare" -l quiet -d 'Say errors and warnings alone'
complete -c mlflow -n "__fish_mlflow_using_subcommand runs; and __fish_seen_subcommand_from compare" -l verbose -d 'Say more: the store, and what happens on the way'
complete -c mlflow -n "__fish_mlflow_using_subcommand runs; and __fish_seen_subcommand_from compare" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c mlflow -n "__fish_mlflow_using_subcommand runs; and __fish_seen_subcommand_from show" -s r -l run-id -d 'The same as RUN [env: MLFLOW_RUN_ID]' -r
complete -c mlflow -n "__fish_mlflow_using_subcommand runs; and __fish_seen_subcommand_from show" -l output -d 'Print the result as table, json, jsonl or csv [default: as MLflow does]' -r -f -a "table\t'Columns for people, as MLflow prints them'
json\t'One JSON document'
jsonl\t'One JSON document per line and result'
csv\t'Comma-separated values with a header'"
complete -c mlflow -n "__fish_mlflow_using_subcommand runs; and __fish_seen_subcommand_from show" -l color -d 'When to use colours: auto, always or never' -r -f -a "auto\t'On a terminal, unless NO_COLOR is set or CLICOLOR is 0'
always\t'Always'
never\t'Never'"
complete -c mlflow -n "__fish_mlflow_using_subcommand runs; and __fish_seen_subcommand_from show" -l json -d 'The same as `--output json`'
complete -c mlflow -n "__fish_mlflow_using_subcommand runs; and __fish_seen_subcommand_from show" -l quiet -d 'Say errors and warnings alone'
complete -c mlflow -n "__fish_mlflow_using_subcommand runs; and __fish_seen_subcommand_from show" -l verbose -d 'Say more: the store, and what happens on the way'
complete -c mlflow -n "__fish_mlflow_using_subcommand runs; and __fish_seen_subcommand_from show" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c mlflow -n "__fish_mlflow_using_subcommand runs; and __fish_seen_subcommand_from watch" -l experiment -d 'Follow what goes on in an experiment: its name or ID' -r
complete -c mlflow -n "__fish_mlflow_using_subcommand runs; and __fish_seen_subcommand_from watch" -l interval -d 'Time between two looks' -r
complete -c mlflow -n "__fish_mlflow_using_subcommand runs; and __fish_seen_subcommand_from watch" -l color -d 'When to use colours: auto, always or never' -r -f -a "auto\t'On a terminal, unless NO_COLOR is set or CLICOLOR is 0'
always\t'Always'
never\t'Never'"
complete -c mlflow -n "__fish_mlflow_using_subcommand runs; and __fish_seen_subcommand_from watch" -l quiet -d 'Say errors and warnings alone'
complete -c mlflow -n "__fish_mlflow_using_subcommand runs; and __fish_seen_subcommand_from watch" -l verbose -d 'Say more: the store, and what happens on the way'
complete -c mlflow -n "__fish_mlflow_using_subcommand runs; and __fish_seen_subcommand_from watch" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c mlflow -n "__fish_mlflow_using_subcommand runs; and __fish_seen_subcommand_from plot" -l height -d 'How many lines the chart has' -r
complete -c mlflow -n "__fish_mlflow_using_subcommand runs; and __fish_seen_subcommand_from plot" -s x -l experiment-id -d 'ID of an experiment to look in; may be repeated [env: MLFLOW_EXPERIMENT_ID]' -r
complete -c mlflow -n "__fish_mlflow_using_subcommand runs; and __fish_seen_subcommand_from plot" -l experiment-name -d 'Name of an experiment to look in; may be repeated [env: MLFLOW_EXPERIMENT_NAME]' -r
complete -c mlflow -n "__fish_mlflow_using_subcommand runs; and __fish_seen_subcommand_from plot" -l experiment -d 'Name or ID of an experiment to look in; may be repeated' -r
complete -c mlflow -n "__fish_mlflow_using_subcommand runs; and __fish_seen_subcommand_from plot" -l output -d 'Print the result as table, json, jsonl or csv [default: as MLflow does]' -r -f -a "table\t'Columns for people, as MLflow prints them'
json\t'One JSON document'
jsonl\t'One JSON document per line and result'
csv\t'Comma-separated values with a header'"
complete -c mlflow -n "__fish_mlflow_using_subcommand runs; and __fish_seen_subcommand_from plot" -l color -d 'When to use colours: auto, always or never' -r -f -a "auto\t'On a terminal, unless NO_COLOR is set or CLICOLOR is 0'
always\t'Always'
never\t'Never'"
complete -c mlflow -n "__fish_mlflow_using_subcommand runs; and __fish_seen_subcommand_from plot" -l log -d 'Draw the logarithms of the values'
complete -c mlflow -n "__fish_mlflow_using_subcommand runs; and __fish_seen_subcommand_from plot" -l json -d 'The same as `--output json`'
complete -c mlflow -n "__fish_mlflow_using_subcommand runs; and __fish_seen_subcommand_from plot" -l quiet -d 'Say errors and warnings alone'
complete -c mlflow -n "__fish_mlflow_using_subcommand runs; and __fish_seen_subcommand_from plot" -l verbose -d 'Say more: the store, and what happens on the way'
complete -c mlflow -n "__fish_mlflow_using_subcommand runs; and __fish_seen_subcommand_from plot" -s h -l help -d 'Print help'
complete -c mlflow -n "__fish_mlflow_using_subcommand runs; and __fish_seen_subcommand_from describe" -s r -l run-id -d 'The same as RUN [env: MLFLOW_RUN_ID]' -r
complete -c mlflow -n "__fish_mlflow_using_subcommand runs; and __fish_seen_subcommand_from describe" -l output -d 'Print the result as table, json, jsonl or csv [default: as MLflow does]' -r -f -a "table\t'Columns for people, as MLflow prints them'
json\t'One JSON document'
jsonl\t'One JSON document per line and result'
csv\t'Comma-separated values with a header'"
complete -c mlflow -n "__fish_mlflow_using_subcommand runs; and __fish_seen_subcommand_from describe" -l color -d 'When to use colours: auto, always or never' -r -f -a "auto\t'On a terminal, unless NO_COLOR is set or CLICOLOR is 0'
always\t'Always'
never\t'Never'"
complete -c mlflow -n "__fish_mlflow_using_subcommand runs; and __fish_seen_subcommand_from describe" -l json -d 'The same as `--output json`'
complete -c mlflow -n "__fish_mlflow_using_subcommand runs; and __fish_seen_subcommand_from describe" -l quiet -d 'Say errors and warnings alone'
complete -c mlflow -n "__fish_mlflow_using_subcommand runs; and __fish_seen_subcommand_from describe" -l verbose -d 'Say more: the store, and what happens on the way'
complete -c mlflow -n "__fish_mlflow_using_subcommand runs; and __fish_seen_subcommand_from describe" -s h -l help -d 'Print help'
complete -c mlflow -n "__fish_mlflow_using_subcommand runs; and __fish_seen_subcommand_from metrics" -s r -l run-id -d 'The run: its ID, the beginning of it, its name, `@last`, `@last~1` or `@best:metrics.KEY` [env: MLFLOW_RUN_ID]' -r
complete -c mlflow -n "__fish_mlflow_using_subcommand runs; and __fish_seen_subcommand_from metrics" -l output -d 'Print the result as table, json, jsonl or csv [default: as MLflow does]' -r -f -a "table\t'Columns for people, as MLflow prints them'
json\t'One JSON document'
jsonl\t'One JSON document per line and result'
csv\t'Comma-separated values with a header'"
complete -c mlflow -n "__fish_mlflow_using_subcommand runs; and __fish_seen_subcommand_from metrics" -l color -d 'When to use colours: auto, always or never' -r -f -a "auto\t'On a terminal, unless NO_COLOR is set or CLICOLOR is 0'
always\t'Always'
never\t'Never'"
complete -c mlflow -n "__fish_mlflow_using_subcommand runs; and __fish_seen_subcommand_from metrics" -l json -d 'The same as `--output json`'
complete -c mlflow -n "__fish_mlflow_using_subcommand runs; and __fish_seen_subcommand_from metrics" -l quiet -d 'Say errors and warnings alone'
complete -c mlflow -n "__fish_mlflow_using_subcommand runs; and __fish_seen_subcommand_from metrics" -l verbose -d 'Say more: the store, and what happens on the way'
complete -c mlflow -n "__fish_mlflow_using_subcommand runs; and __fish_seen_subcommand_from metrics" -s h -l help -d 'Print help'
complete -c mlflow -n "__fish_mlflow_using_subcommand runs; and __fish_seen_subcommand_from delete" -s r -l run-id -d 'The same as RUN; may be repeated' -r
complete -c mlflow -n "__fish_mlflow_using_subcommand runs; and __fish_seen_subcommand_from delete" -s f -l filter -d 'All runs that match this filter, for example: metrics.loss > 1' -r
complete -c mlflow -n "__fish_mlflow_using_subcommand runs; and __fish_seen_subcommand_from delete" -s x -l experiment-id -d 'ID of an experiment to look in; may be repeated [env: MLFLOW_EXPERIMENT_ID]' -r
complete -c mlflow -n "__fish_mlflow_using_subcommand runs; and __fish_seen_subcommand_from delete" -l experiment-name -d 'Name of an experiment to look in; may be repeated [env: MLFLOW_EXPERIMENT_NAME]' -r
complete -c mlflow -n "__fish_mlflow_using_subcommand runs; and __fish_seen_subcommand_from delete" -l experiment -d 'Name or ID of an experiment to look in; may be repeated' -r
complete -c mlflow -n "__fish_mlflow_using_subcommand runs; and __fish_seen_subcommand_from delete" -l output -d 'Print the result as table, json, jsonl or csv [default: as MLflow does]' -r -f -a "table\t'Columns for people, as MLflow prints them'
json\t'One JSON document'
jsonl\t'One JSON document per line and result'
csv\t'Comma-separated values with a header'"
complete -c mlflow -n "__fish_mlflow_using_subcommand runs; and __fish_seen_subcommand_from delete" -l color -d 'When to use colours: auto, always or never' -r -f -a "auto\t'On a terminal, unless NO_COLOR is set or CLICOLOR is 0'
always\t'Always'
never\t'Never'"
complete -c mlflow -n "__fish_mlflow_using_subcommand runs; and __fish_seen_subcommand_from delete" -s y -l yes -d 'Do not ask for confirmation of what `--filter` found; without a terminal, it is never asked for'
complete -c mlflow -n "__fish_mlflow_using_subcommand runs; and __fish_seen_subcommand_from delete" -l dry-run -d 'Say what would be changed, and change nothing'
complete -c mlflow -n "__fish_mlflow_using_subcommand runs; and __fish_seen_subcommand_from delete" -l json -d 'The same as `--output json`'
complete -c mlflow -n "__fish_mlflow_using_subcommand runs; and __fish_seen_subcommand_from delete" -l quiet -d 'Say errors and warnings alone'
complete -c mlflow -n "__fish_mlflow_using_subcommand runs; and __fish_seen_subcommand_from delete" -l verbose -d 'Say more: the store, and what happens on the way'
complete -c mlflow -n "__fish_mlflow_using_subcommand runs; and __fish_seen_subcommand_from delete" -s h -l help -d 'Print help'
complete -c mlflow -n "__fish_mlflow_using_subcommand runs; and __fish_seen_subcommand_from restore" -s r -l run-id -d 'The same as RUN; may be repeated' -r
complete -c mlflow -n "__fish_mlflow_using_subcommand runs; and __fish_seen_subcommand_from restore" -s f -l filter -d 'All runs that match this filter, for example: metrics.loss > 1' -r
complete -c mlflow -n "__fish_mlflow_using_subcommand runs; and __fish_seen_subcommand_from restore" -s x -l experiment-id -d 'ID of an experiment to look in; may be repeated [env: MLFLOW_EXPERIMENT_ID]' -r
complete -c mlflow -n "__fish_mlflow_using_subcommand runs; and __fish_seen_subcommand_from restore" -l experiment-name -d 'Name of an experiment to look in; may be repeated [env: MLFLOW_EXPERIMENT_NAME]' -r
complete -c mlflow -n "__fish_mlflow_using_subcommand runs; and __fish_seen_subcommand_from restore" -l experiment -d 'Name or ID of an experiment to look in; may be repeated' -r
complete -c mlflow -n "__fish_mlflow_using_subcommand runs; and __fish_seen_subcommand_from restore" -l output -d 'Print the result as table, json, jsonl or csv [default: as MLflow does]' -r -f -a "table\t'Columns for people, as MLflow prints them'
json\t'One JSON document'
jsonl\t'One JSON document per line and result'
csv\t'Comma-separated values with a header'"
complete -c mlflow -n "__fish_mlflow_using_subcommand runs; and __fish_seen_subcommand_from restore" -l color -d 'When to use colours: auto, always or never' -r -f -a "auto\t'On a terminal, unless NO_COLOR is set or CLICOLOR is 0'
always\t'Always'
never\t'Never'"
complete -c mlflow -n "__fish_mlflow_using_subcommand runs; and __fish_seen_subcommand_from restore" -s y -l yes -d 'Do not ask for confirmation of what `--filter` found; without a terminal, it is never asked for'
complete -c mlflow -n "__fish_mlflow_using_subcommand runs; and __fish_seen_subcommand_from restore" -l dry-run -d 'Say what would be changed, and change nothing'
complete -c mlflow -n "__fish_mlflow_using_subcommand runs; and __fish_seen_subcommand_from restore" -l json -d 'The same as `--output json`'
complete -c mlflow -n "__fish_mlflow_using_subcommand runs; and __fish_seen_subcommand_from restore" -l quiet -d 'Say errors and warnings alone'
complete -c mlflow -n "__fish_mlflow_using_subcommand runs; and __fish_seen_subcommand_from restore" -l verbose -d 'Say more: the store, and what happens on the way'
complete -c mlflow -n "__fish_mlflow_using_subcommand runs; and __fish_seen_subcommand_from restore" -s h -l help -d 'Print help'
complete -c mlflow -n "__fish_mlflow_using_subcommand runs; and __fish_seen_subcommand_from help" -f -a "start" -d 'Start a run that stays RUNNING, and print its ID'
complete -c mlflow -n "__fish_mlflow_using_subcommand runs; and __fish_seen_subcommand_from help" -f -a "log-metric" -d 'Log metrics of a run'
complete -c mlflow -n "__fish_mlflow_using_subcommand runs; and __fish_seen_subcommand_from help" -f -a "log-param" -d 'Log parameters of a run; a parameter never changes'
complete -c mlflow -n "__fish_mlflow_using_subcommand runs; and __fish_seen_subcommand_from help" -f -a "set-tag" -d 'Set tags of runs'
complete -c mlflow -n "__fish_mlflow_using_subcommand runs; and __fish_seen_subcommand_from help" -f -a "delete-tag" -d 'Remove a tag of runs'
complete -c mlflow -n "__fish_mlflow_using_subcommand runs; and __fish_seen_subcommand_from help" -f -a "log-batch" -d 'Log metrics, params and tags from JSON lines on stdin'
complete -c mlflow -n "__fish_mlflow_using_subcommand runs; and __fish_seen_subcommand_from help" -f -a "end" -d 'End a run'
complete -c mlflow -n "__fish_mlflow_using_subcommand runs; and __fish_seen_subcommand_from help" -f -a "wait" -d 'Wait until runs have ended, and print their status'
complete -c mlflow -n "__fish_mlflow_using_subcommand runs; and __fish_seen_subcommand_from help" -f -a "create" -d 'Create a run that has ended already'
complete -c mlflow -n "__fish_mlflow_using_subcommand runs; and __fish_seen_subcommand_from help" -f -a "search" -d 'Find runs by what they logged'
complete -c mlflow -n "__fish_mlflow_using_subcommand runs; and __fish_seen_subcommand_from help" -f -a "list" -d 'List the runs of an experiment'
complete -c mlflow -n "__fish_mlflow_using_subcommand runs; and __fish_seen_subcommand_from help" -f -a "best" -d 'Print the ID of the run with the best value of a metric'
complete -c mlflow -n "__fish_mlflow_using_subcommand runs; and __fish_seen_subcommand_from help" -f -a "compare" -d 'Compare runs: params, metrics, tags, environment and source'
complete -c mlflow -n "__fish_mlflow_using_subcommand runs; and __fish_seen_subcommand_from help" -f -a "show" -d 'Show a run: status, params, metrics with their course, tags, children and artifacts'
complete -c mlflow -n "__fish_mlflow_using_subcommand runs; and __fish_seen_subcommand_from help" -f -a "watch" -d 'Follow a run until it ends: status, metrics and their curves'
complete -c mlflow -n "__fish_mlflow_using_subcommand runs; and __fish_seen_subcommand_from help" -f -a "plot" -d 'Draw the course of a metric in the terminal, of one run or of several'
complete -c mlflow -n "__fish_mlflow_using_subcommand runs; and __fish_seen_subcommand_from help" -f -a "describe" -d 'Show everything that a run recorded, as JSON'
complete -c mlflow -n "__fish_mlflow_using_subcommand runs; and __fish_seen_subcommand_from help" -f -a "metrics" -d 'Show the history of a run\'s metrics'
complete -c mlflow -n "__fish_mlflow_using_subcommand runs; and __fish_seen_subcommand_from help" -f -a "delete" -d 'Move runs to the deleted stage'
complete -c mlflow -n "__fish_mlflow_using_subcommand runs; and __fish_seen_subcommand_from help" -f -a "restore" -d 'Bring deleted runs back'
complete -c mlflow -n "__fish_mlflow_using_subcommand runs; and __fish_seen_subcommand_from help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c mlflow -n "__fish_mlflow_using_subcommand artifacts; and not __fish_seen_subcommand_from log-artifact log-artifacts upload list cat download rm help" -l color -d 'When to use colours: auto, always or never' -r -f -a "auto\t'On a terminal, unless NO_COLOR is set or CLICOLOR is 0'
always\t'Always'
never\t'Never'"
complete -c mlflow -n "__fish_mlflow_using_subcommand artifacts; and not __fish_seen_subcommand_from log-artifact log-artifacts upload list cat download rm help" -l quiet -d 'Say errors and warnings alone'
complete -c mlflow -n "__fish_mlflow_using_subcommand artifacts; and not __fish_seen_subcommand_from log-artifact log-artifacts upload list cat download rm help" -l verbose -d 'Say more: the store, and what happens on the way'
complete -c mlflow -n "__fish_mlflow_using_subcommand artifacts; and not __fish_seen_subcommand_from log-artifact log-artifacts upload list cat download rm help" -s h -l help -d 'Print help'
complete -c mlflow -n "__fish_mlflow_using_subcommand artifacts; and not __fish_seen_subcommand_from log-artifact log-artifacts upload list cat download rm help" -f -a "log-artifact" -d 'Upload a file to a run'
complete -c mlflow -n "__fish_mlflow_using_subcommand artifacts; and not __fish_seen_subcommand_from log-artifact log-artifacts upload list cat download rm help" -f -a "log-artifacts" -d 'Upload the content of a folder to a run'
complete -c mlflow -n "__fish_mlflow_using_subcommand artifacts; and not __fish_seen_subcommand_from log-artifact log-artifacts upload list cat download rm help" -f -a "upload" -d 'Upload files, folders and what matches patterns to a run'
complete -c mlflow -n "__fish_mlflow_using_subcommand artifacts; and not __fish_seen_subcommand_from log-artifact log-artifacts upload list cat download rm help" -f -a "list" -d 'List the entries of a folder of a run, as JSON'
complete -c mlflow -n "__fish_mlflow_using_subcommand artifacts; and not __fish_seen_subcommand_from log-artifact log-artifacts upload list cat download rm help" -f -a "cat" -d 'Write the content of a file to stdout'
complete -c mlflow -n "__fish_mlflow_using_subcommand artifacts; and not __fish_seen_subcommand_from log-artifact log-artifacts upload list cat download rm help" -f -a "download" -d 'Download a file or a folder, and print its path'
complete -c mlflow -n "__fish_mlflow_using_subcommand artifacts; and not __fish_seen_subcommand_from log-artifact log-artifacts upload list cat download rm help" -f -a "rm" -d 'Remove files and folders of a run'
complete -c mlflow -n "__fish_mlflow_using_subcommand artifacts; and not __fish_seen_subcommand_from log-artifact log-artifacts upload list cat download rm help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c mlflow -n "__fish_mlflow_using_subcommand artifacts; and __fish_seen_subcommand_from log-artifact" -s l -l local-file -d 'The same as FILE' -r -F
complete -c mlflow -n "__fish_mlflow_using_subcommand artifacts; and __fish_seen_subcommand_from log-artifact" -s r -l run-id -d 'The run: its ID, the beginning of it, its name, `@last`, `@last~1` or `@best:metrics.KEY` [env: MLFLOW_RUN_ID]' -r
complete -c mlflow -n "__fish_mlflow_using_subcommand artifacts; and __fish_seen_subcommand_from log-artifact" -s a -l artifact-path -d 'Folder within the run\'s artifacts; their root by default' -r
complete -c mlflow -n "__fish_mlflow_using_subcommand artifacts; and __fish_seen_subcommand_from log-artifact" -l output -d 'Print the result as table, json, jsonl or csv [default: as MLflow does]' -r -f -a "table\t'Columns for people, as MLflow prints them'
json\t'One JSON document'
jsonl\t'One JSON document per line and result'
csv\t'Comma-separated values with a header'"
complete -c mlflow -n "__fish_mlflow_using_subcommand artifacts; and __fish_seen_subcommand_from log-artifact" -l color -d 'When to use colours: auto, always or never' -r -f -a "auto\t'On a terminal, unless NO_COLOR is set or CLICOLOR is 0'
always\t'Always'
never\t'Never'"
complete -c mlflow -n "__fish_mlflow_using_subcommand artifacts; and __fish_seen_subcommand_from log-artifact" -l json -d 'The same as `--output json`'
complete -c mlflow -n "__fish_mlflow_using_subcommand artifacts; and __fish_seen_subcommand_from log-artifact" -l quiet -d 'Say errors and warnings alone'
complete -c mlflow -n "__fish_mlflow_using_subcommand artifacts; and __fish_seen_subcommand_from log-artifact" -l verbose -d 'Say more: the store, and what happens on the way'
complete -c mlflow -n "__fish_mlflow_using_subcommand artifacts; and __fish_seen_subcommand_from log-artifact" -s h -l help -d 'Print help'
complete -c mlflow -n "__fish_mlflow_using_subcommand artifacts; and __fish_seen_subcommand_from log-artifacts" -s l -l local-dir -d 'The same as FOLDER' -r -F
complete -c mlflow -n "__fish_mlflow_using_subcommand artifacts; and __fish_seen_subcommand_from log-artifacts" -s r -l run-id -d 'The run: its ID, the beginning of it, its name, `@last`, `@last~1` or `@best:metrics.KEY` [env: MLFLOW_RUN_ID]' -r
complete -c mlflow -n "__fish_mlflow_using_subcommand artifacts; and __fish_seen_subcommand_from log-artifacts" -s a -l artifact-path -d 'Folder within the run\'s artifacts; their root by default' -r
complete -c mlflow -n "__fish_mlflow_using_subcommand artifacts; and __fish_seen_subcommand_from log-artifacts" -l output -d 'Print the result as table, json, jsonl or csv [default: as MLflow does]' -r -f -a "table\t'Columns for people, as MLflow prints them'
json\t'One JSON document'
jsonl\t'One JSON document per line and result'
csv\t'Comma-separated values with a header'"
complete -c mlflow -n "__fish_mlflow_using_subcommand artifacts; and __fish_seen_subcommand_from log-artifacts" -l color -d 'When to use colours: auto, always or never' -r -f -a "auto\t'On a terminal, unless NO_COLOR is set or CLICOLOR is 0'
always\t'Always'
never\t'Never'"
complete -c mlflow -n "__fish_mlflow_using_subcommand artifacts; and __fish_seen_subcommand_from log-artifacts" -l json -d 'The same as `--output json`'
complete -c mlflow -n "__fish_mlflow_using_subcommand artifacts; and __fish_seen_subcommand_from log-artifacts" -l quiet -d 'Say errors and warnings alone'
complete -c mlflow -n "__fish_mlflow_using_subcommand artifacts; and __fish_seen_subcommand_from log-artifacts" -l verbose -d 'Say more: the store, and what happens on the way'
complete -c mlflow -n "__fish_mlflow_using_subcommand artifacts; and __fish_seen_subcommand_from log-artifacts" -s h -l help -d 'Print help'
complete -c mlflow -n "__fish_mlflow_using_subcommand artifacts; and __fish_seen_subcommand_from upload" -s r -l run-id -d 'The run: its ID, the beginning of it, its name, `@last`, `@last~1` or `@best:metrics.KEY` [env: MLFLOW_RUN_ID]' -r
complete -c mlflow -n "__fish_mlflow_using_subcommand artifacts; and __fish_seen_subcommand_from upload" -s a -l artifact-path -d 'Folder within the run\'s artifacts; their root by default' -r
complete -c mlflow -n "__fish_mlflow_using_subcommand artifacts; and __fish_seen_subcommand_from upload" -l output -d 'Print the result as table, json, jsonl or csv [default: as MLflow does]' -r -f -a "table\t'Columns for people, as MLflow prints them'
json\t'One JSON document'
jsonl\t'One JSON document per line and result'
csv\t'Comma-separated values with a header'"
complete -c mlflow -n "__fish_mlflow_using_subcommand artifacts; and __fish_seen_subcommand_from upload" -l color -d 'When to use colours: auto, always or never' -r -f -a "auto\t'On a terminal, unless NO_COLOR is set or CLICOLOR is 0'
always\t'Always'
never\t'Never'"
complete -c mlflow -n "__fish_mlflow_using_subcommand artifacts; and __fish_seen_subcommand_from upload" -l json -d 'The same as `--output json`'
complete -c mlflow -n "__fish_mlflow_using_subcommand artifacts; and __fish_seen_subcommand_from upload" -l quiet -d 'Say errors and warnings alone'
complete -c mlflow -n "__fish_mlflow_using_subcommand artifacts; and __fish_seen_subcommand_from upload" -l verbose -d 'Say more: the store, and what happens on the way'
complete -c mlflow -n "__fish_mlflow_using_subcommand artifacts; and __fish_seen_subcommand_from upload" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c mlflow -n "__fish_mlflow_using_subcommand artifacts; and __fish_seen_subcommand_from list" -s r -l run-id -d 'The same as RUN' -r
complete -c mlflow -n "__fish_mlflow_using_subcommand artifacts; and __fish_seen_subcommand_from list" -s a -l artifact-path -d 'The same as PATH' -r
complete -c mlflow -n "__fish_mlflow_using_subcommand artifacts; and __fish_seen_subcommand_from list" -s u -l artifact-uri -d 'URI of a file or folder; given instead of the run' -r
complete -c mlflow -n "__fish_mlflow_using_subcommand artifacts; and __fish_seen_subcommand_from list" -l output -d 'Print the result as table, json, jsonl or csv [default: as MLflow does]' -r -f -a "table\t'Columns for people, as MLflow prints them'
json\t'One JSON document'
jsonl\t'One JSON document per line and result'
csv\t'Comma-separated values with a header'"
complete -c mlflow -n "__fish_mlflow_using_subcommand artifacts; and __fish_seen_subcommand_from list" -l color -d 'When to use colours: auto, always or never' -r -f -a "auto\t'On a terminal, unless NO_COLOR is set or CLICOLOR is 0'
always\t'Always'
never\t'Never'"
complete -c mlflow -n "__fish_mlflow_using_subcommand artifacts; and __fish_seen_subcommand_from list" -s R -l recursive -d 'List what is in the folders below, too'
complete -c mlflow -n "__fish_mlflow_using_subcommand artifacts; and __fish_seen_subcommand_from list" -l json -d 'The same as `--output json`'
complete -c mlflow -n "__fish_mlflow_using_subcommand artifacts; and __fish_seen_subcommand_from list" -l quiet -d 'Say errors and warnings alone'
complete -c mlflow -n "__fish_mlflow_using_subcommand artifacts; and __fish_seen_subcommand_from list" -l verbose -d 'Say more: the store, and what happens on the way'
complete -c mlflow -n "__fish_mlflow_using_subcommand artifacts; and __fish_seen_subcommand_from list" -s h -l help -d 'Print help'
complete -c mlflow -n "__fish_mlflow_using_subcommand artifacts; and __fish_seen_subcommand_from cat" -s r -l run-id -d 'The same as RUN' -r
complete -c mlflow -n "__fish_mlflow_using_subcommand artifacts; and __fish_seen_subcommand_from cat" -s a -l artifact-path -d 'The same as PATH' -r
complete -c mlflow -n "__fish_mlflow_using_subcommand artifacts; and __fish_seen_subcommand_from cat" -s u -l artifact-uri -d 'URI of a file or folder; given instead of the run' -r
complete -c mlflow -n "__fish_mlflow_using_subcommand artifacts; and __fish_seen_subcommand_from cat" -l color -d 'When to use colours: auto, always or never' -r -f -a "auto\t'On a terminal, unless NO_COLOR is set or CLICOLOR is 0'
always\t'Always'
never\t'Never'"
complete -c mlflow -n "__fish_mlflow_using_subcommand artifacts; and __fish_seen_subcommand_from cat" -l quiet -d 'Say errors and warnings alone'
complete -c mlflow -n "__fish_mlflow_using_subcommand artifacts; and __fish_seen_subcommand_from cat" -l verbose -d 'Say more: the store, and what happens on the way'
complete -c mlflow -n "__fish_mlflow_using_subcommand artifacts; and __fish_seen_subcommand_from cat" -s h -l help -d 'Print help'
complete -c mlflow -n "__fish_mlflow_using_subcommand artifacts; and __fish_seen_subcommand_from download" -s r -l run-id -d 'The same as RUN' -r
complete -c mlflow -n "__fish_mlflow_using_subcommand artifacts; and __fish_seen_subcommand_from download" -s a -l artifact-path -d 'The same as PATH' -r
complete -c mlflow -n "__fish_mlflow_using_subcommand artifacts; and __fish_seen_subcommand_from download" -s u -l artifact-uri -d 'URI of a file or folder; given instead of the run' -r
complete -c mlflow -n "__fish_mlflow_using_subcommand artifacts; and __fish_seen_subcommand_from download" -s d -l dst-path -d 'Folder to download to, created if it is new; without it, what is on this machine already is not copied' -r -F
complete -c mlflow -n "__fish_mlflow_using_subcommand artifacts; and __fish_seen_subcommand_from download" -l output -d 'Print the result as table, json, jsonl or csv [default: as MLflow does]' -r -f -a "table\t'Columns for people, as MLflow prints them'
json\t'One JSON document'
jsonl\t'One JSON document per line and result'
csv\t'Comma-separated values with a header'"
complete -c mlflow -n "__fish_mlflow_using_subcommand artifacts; and __fish_seen_subcommand_from download" -l color -d 'When to use colours: auto, always or never' -r -f -a "auto\t'On a terminal, unless NO_COLOR is set or CLICOLOR is 0'
always\t'Always'
never\t'Never'"
complete -c mlflow -n "__fish_mlflow_using_subcommand artifacts; and __fish_seen_subcommand_from download" -l json -d 'The same as `--output json`'
complete -c mlflow -n "__fish_mlflow_using_subcommand artifacts; and __fish_seen_subcommand_from download" -l quiet -d 'Say errors and warnings alone'
complete -c mlflow -n "__fish_mlflow_using_subcommand artifacts; and __fish_seen_subcommand_from download" -l verbose -d 'Say more: the store, and what happens on the way'
complete -c mlflow -n "__fish_mlflow_using_subcommand artifacts; and __fish_seen_subcommand_from download" -s h -l help -d 'Print help'
complete -c mlflow -n "__fish_mlflow_using_subcommand artifacts; and __fish_seen_subcommand_from rm" -s r -l run-id -d 'The run: its ID, the beginning of it, its name, `@last`, `@last~1` or `@best:metrics.KEY` [env: MLFLOW_RUN_ID]' -r
complete -c mlflow -n "__fish_mlflow_using_subcommand artifacts; and __fish_seen_subcommand_from rm" -l output -d 'Print the result as table, json, jsonl or csv [default: as MLflow does]' -r -f -a "table\t'Columns for people, as MLflow prints them'
json\t'One JSON document'
jsonl\t'One JSON document per line and result'
csv\t'Comma-separated values with a header'"
complete -c mlflow -n "__fish_mlflow_using_subcommand artifacts; and __fish_seen_subcommand_from rm" -l color -d 'When to use colours: auto, always or never' -r -f -a "auto\t'On a terminal, unless NO_COLOR is set or CLICOLOR is 0'
always\t'Always'
never\t'Never'"
complete -c mlflow -n "__fish_mlflow_using_subcommand artifacts; and __fish_seen_subcommand_from rm" -s R -l recursive -d 'Remove folders with all that is in them, too'
complete -c mlflow -n "__fish_mlflow_using_subcommand artifacts; and __fish_seen_subcommand_from rm" -l json -d 'The same as `--output json`'
complete -c mlflow -n "__fish_mlflow_using_subcommand artifacts; and __fish_seen_subcommand_from rm" -l quiet -d 'Say errors and warnings alone'
complete -c mlflow -n "__fish_mlflow_using_subcommand artifacts; and __fish_seen_subcommand_from rm" -l verbose -d 'Say more: the store, and what happens on the way'
complete -c mlflow -n "__fish_mlflow_using_subcommand artifacts; and __fish_seen_subcommand_from rm" -s h -l help -d 'Print help'
complete -c mlflow -n "__fish_mlflow_using_subcommand artifacts; and __fish_seen_subcommand_from help" -f -a "log-artifact" -d 'Upload a file to a run'
complete -c mlflow -n "__fish_mlflow_using_subcommand artifacts; and __fish_seen_subcommand_from help" -f -a "log-artifacts" -d 'Upload the content of a folder to a run'
complete -c mlflow -n "__fish_mlflow_using_subcommand artifacts; and __fish_seen_subcommand_from help" -f -a "upload" -d 'Upload files, folders and what matches patterns to a run'
complete -c mlflow -n "__fish_mlflow_using_subcommand artifacts; and __fish_seen_subcommand_from help" -f -a "list" -d 'List the entries of a folder of a run, as JSON'
complete -c mlflow -n "__fish_mlflow_using_subcommand artifacts; and __fish_seen_subcommand_from help" -f -a "cat" -d 'Write the content of a file to stdout'
complete -c mlflow -n "__fish_mlflow_using_subcommand artifacts; and __fish_seen_subcommand_from help" -f -a "download" -d 'Download a file or a folder, and print its path'
complete -c mlflow -n "__fish_mlflow_using_subcommand artifacts; and __fish_seen_subcommand_from help" -f -a "rm" -d 'Remove files and folders of a run'
complete -c mlflow -n "__fish_mlflow_using_subcommand artifacts; and __fish_seen_subcommand_from help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c mlflow -n "__fish_mlflow_using_subcommand models; and not __fish_seen_subcommand_from list search get create register update rename delete versions transition alias tag download copy serve predict prepare-env generate-dockerfile build-docker update-pip-requirements help" -l color -d 'When to use colours: auto, always or never' -r -f -a "auto\t'On a terminal, unless NO_COLOR is set or CLICOLOR is 0'
always\t'Always'
never\t'Never'"
complete -c mlflow -n "__fish_mlflow_using_subcommand models; and not __fish_seen_subcommand_from list search get create register update rename delete versions transition alias tag download copy serve predict prepare-env generate-dockerfile build-docker update-pip-requirements help" -l quiet -d 'Say errors and warnings alone'
complete -c mlflow -n "__fish_mlflow_using_subcommand models; and not __fish_seen_subcommand_from list search get create register update rename delete versions transition alias tag download copy serve predict prepare-env generate-dockerfile build-docker update-pip-requirements help" -l verbose -d 'Say more: the store, and what happens on the way'
complete -c mlflow -n "__fish_mlflow_using_subcommand models; and not __fish_seen_subcommand_from list search get create register update rename delete versions transition alias tag download copy serve predict prepare-env generate-dockerfile build-docker update-pip-requirements help" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c mlflow -n "__fish_mlflow_using_subcommand models; and not __fish_seen_subcommand_from list search get create register update rename delete versions transition alias tag download copy serve predict prepare-env generate-dockerfile build-docker update-pip-requirements help" -f -a "list" -d 'List registered models'
complete -c mlflow -n "__fish_mlflow_using_subcommand models; and not __fish_seen_subcommand_from list search get create register update rename delete versions transition alias tag download copy serve predict prepare-env generate-dockerfile build-docker update-pip-requirements help" -f -a "search" -d 'Find registered models; the same as `list`'
complete -c mlflow -n "__fish_mlflow_using_subcommand models; and not __fish_seen_subcommand_from list search get create register update rename delete versions transition alias tag download copy serve predict prepare-env generate-dockerfile build-docker update-pip-requirements help" -f -a "get" -d 'Show a registered model or one of its versions'
complete -c mlflow -n "__fish_mlflow_using_subcommand models; and not __fish_seen_subcommand_from list search get create register update rename delete versions transition alias tag download copy serve predict prepare-env generate-dockerfile build-docker update-pip-requirements help" -f -a "create" -d 'Create a registered model without versions'
complete -c mlflow -n "__fish_mlflow_using_subcommand models; and not __fish_seen_subcommand_from list search get create register update rename delete versions transition alias tag download copy serve predict prepare-env generate-dockerfile build-docker update-pip-requirements help" -f -a "register" -d 'Register a model as a new version, and print its number'
complete -c mlflow -n "__fish_mlflow_using_subcommand models; and not __fish_seen_subcommand_from list search get create register update rename delete versions transition alias tag download copy serve predict prepare-env generate-dockerfile build-docker update-pip-requirements help" -f -a "update" -d 'Change the description of a registered model'
complete -c mlflow -n "__fish_mlflow_using_subcommand models; and not __fish_seen_subcommand_from list search get create register update rename delete versions transition alias tag download copy serve predict prepare-env generate-dockerfile build-docker update-pip-requirements help" -f -a "rename" -d 'Give a registered model another name'
complete -c mlflow -n "__fish_mlflow_using_subcommand models; and not __fish_seen_subcommand_from list search get create register update rename delete versions transition alias tag download copy serve predict prepare-env generate-dockerfile build-docker update-pip-requirements help" -f -a "delete" -d 'Delete a registered model with all its versions; the files that they name stay'
complete -c mlflow -n "__fish_mlflow_using_subcommand models; and not __fish_seen_subcommand_from list search get create register update rename delete versions transition alias tag download copy serve predict prepare-env generate-dockerfile build-docker update-pip-requirements help" -f -a "versions" -d 'List, show and change versions of registered models'
complete -c mlflow -n "__fish_mlflow_using_subcommand models; and not __fish_seen_subcommand_from list search get create register update rename delete versions transition alias tag download copy serve predict prepare-env generate-dockerfile build-docker update-pip-requirements help" -f -a "transition" -d 'Move a version to a stage'
complete -c mlflow -n "__fish_mlflow_using_subcommand models; and not __fish_seen_subcommand_from list search get create register update rename delete versions transition alias tag download copy serve predict prepare-env generate-dockerfile build-docker update-pip-requirements help" -f -a "alias" -d 'Set and delete the aliases of versions'
complete -c mlflow -n "__fish_mlflow_using_subcommand models; and not __fish_seen_subcommand_from list search get create register update rename delete versions transition alias tag download copy serve predict prepare-env generate-dockerfile build-docker update-pip-requirements help" -f -a "tag" -d 'Set and delete tags of registered models and versions'
complete -c mlflow -n "__fish_mlflow_using_subcommand models; and not __fish_seen_subcommand_from list search get create register update rename delete versions transition alias tag download copy serve predict prepare-env generate-dockerfile build-docker update-pip-requirements help" -f -a "download" -d 'Download the files of a version, and print where they lie'
complete -c mlflow -n "__fish_mlflow_using_subcommand models; and not __fish_seen_subcommand_from list search get create register update rename delete versions transition alias tag download copy serve predict prepare-env generate-dockerfile build-docker update-pip-requirements help" -f -a "copy" -d 'Register a version under another name, and print the number that it has there'
complete -c mlflow -n "__fish_mlflow_using_subcommand models; and not __fish_seen_subcommand_from list search get create register update rename delete versions transition alias tag download copy serve predict prepare-env generate-dockerfile build-docker update-pip-requirements help" -f -a "serve" -d 'Serve a model over HTTP'
complete -c mlflow -n "__fish_mlflow_using_subcommand models; and not __fish_seen_subcommand_from list search get create register update rename delete versions transition alias tag download copy serve predict prepare-env generate-dockerfile build-docker update-pip-requirements help" -f -a "predict" -d 'Let a model predict from a file, without a server'
complete -c mlflow -n "__fish_mlflow_using_subcommand models; and not __fish_seen_subcommand_from list search get create register update rename delete versions transition alias tag download copy serve predict prepare-env generate-dockerfile build-docker update-pip-requirements help" -f -a "prepare-env" -d 'Build the environment of a model, so that it is there when the model is served'
complete -c mlflow -n "__fish_mlflow_using_subcommand models; and not __fish_seen_subcommand_from list search get create register update rename delete versions transition alias tag download copy serve predict prepare-env generate-dockerfile build-docker update-pip-requirements help" -f -a "generate-dockerfile" -d 'Write a folder of which an image that serves a model is built'
complete -c mlflow -n "__fish_mlflow_using_subcommand models; and not __fish_seen_subcommand_from list search get create register update rename delete versions transition alias tag download copy serve predict prepare-env generate-dockerfile build-docker update-pip-requirements help" -f -a "build-docker" -d 'Build an image that serves a model, with docker or podman'
complete -c mlflow -n "__fish_mlflow_using_subcommand models; and not __fish_seen_subcommand_from list search get create register update rename delete versions transition alias tag download copy serve predict prepare-env generate-dockerfile build-docker update-pip-requirements help" -f -a "update-pip-requirements" -d 'Add packages to the requirements of a model, or remove them'
complete -c mlflow -n "__fish_mlflow_using_subcommand models; and not __fish_seen_subcommand_from list search get create register update rename delete versions transition alias tag download copy serve predict prepare-env generate-dockerfile build-docker update-pip-requirements help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c mlflow -n "__fish_mlflow_using_subcommand models; and __fish_seen_subcommand_from list" -s f -l filter -d 'What must hold, for example: name LIKE \'fr%\' AND tags.team = \'risk\'' -r
complete -c mlflow -n "__fish_mlflow_using_subcommand models; and __fish_seen_subcommand_from list" -l order-by -d 'Key of the order, such as `name DESC` or `last_updated_timestamp`; may be repeated' -r
complete -c mlflow -n "__fish_mlflow_using_subcommand models; and __fish_seen_subcommand_from list" -l max-results -d 'Maximum number of results; all by default' -r
complete -c mlflow -n "__fish_mlflow_using_subcommand models; and __fish_seen_subcommand_from list" -l output -d 'Print the result as table, json, jsonl or csv [default: as MLflow does]' -r -f -a "table\t'Columns for people, as MLflow prints them'
json\t'One JSON document'
jsonl\t'One JSON document per line and result'
csv\t'Comma-separated values with a header'"
complete -c mlflow -n "__fish_mlflow_using_subcommand models; and __fish_seen_subcommand_from list" -l color -d 'When to use colours: auto, always or never' -r -f -a "auto\t'On a terminal, unless NO_COLOR is set or CLICOLOR is 0'
always\t'Always'
never\t'Never'"
complete -c mlflow -n "__fish_mlflow_using_subcommand models; and __fish_seen_subcommand_from list" -s 1 -d 'The first one alone, as `--max-results 1`'
complete -c mlflow -n "__fish_mlflow_using_subcommand models; and __fish_seen_subcommand_from list" -l json -d 'The same as `--output json`'
complete -c mlflow -n "__fish_mlflow_using_subcommand models; and __fish_seen_subcommand_from list" -l quiet -d 'Say errors and warnings alone'
complete -c mlflow -n "__fish_mlflow_using_subcommand models; and __fish_seen_subcommand_from list" -l verbose -d 'Say more: the store, and what happens on the way'
complete -c mlflow -n "__fish_mlflow_using_subcommand models; and __fish_seen_subcommand_from list" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c mlflow -n "__fish_mlflow_using_subcommand models; and __fish_seen_subcommand_from search" -s f -l filter -d 'What must hold, for example: name LIKE \'fr%\' AND tags.team = \'risk\'' -r
complete -c mlflow -n "__fish_mlflow_using_subcommand models; and __fish_seen_subcommand_from search" -l order-by -d 'Key of the order, such as `name DESC` or `last_updated_timestamp`; may be repeated' -r
complete -c mlflow -n "__fish_mlflow_using_subcommand models; and __fish_seen_subcommand_from search" -l max-results -d 'Maximum number of results; all by default' -r
complete -c mlflow -n "__fish_mlflow_using_subcommand models; and __fish_seen_subcommand_from search" -l output -d 'Print the result as table, json, jsonl or csv [default: as MLflow does]' -r -f -a "table\t'Columns for people, as MLflow prints them'
json\t'One JSON document'
jsonl\t'One JSON document per line and result'
csv\t'Comma-separated values with a header'"
complete -c mlflow -n "__fish_mlflow_using_subcommand models; and __fish_seen_subcommand_from search" -l color -d 'When to use colours: auto, always or never' -r -f -a "auto\t'On a terminal, unless NO_COLOR is set or CLICOLOR is 0'
always\t'Always'
never\t'Never'"
complete -c mlflow -n "__fish_mlflow_using_subcommand models; and __fish_seen_subcommand_from search" -s 1 -d 'The first one alone, as `--max-results 1`'
complete -c mlflow -n "__fish_mlflow_using_subcommand models; and __fish_seen_subcommand_from search" -l json -d 'The same as `--output json`'
complete -c mlflow -n "__fish_mlflow_using_subcommand models; and __fish_seen_subcommand_from search" -l quiet -d 'Say errors and warnings alone'
complete -c mlflow -n "__fish_mlflow_using_subcommand models; and __fish_seen_subcommand_from search" -l verbose -d 'Say more: the store, and what happens on the way'
complete -c mlflow -n "__fish_mlflow_using_subcommand models; and __fish_seen_subcommand_from search" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c mlflow -n "__fish_mlflow_using_subcommand models; and __fish_seen_subcommand_from get" -l fail-if-older -d 'Exit with 3 if the model or the version last changed longer ago than this: 30d, 12h' -r
complete -c mlflow -n "__fish_mlflow_using_subcommand models; and __fish_seen_subcommand_from get" -l output -d 'Print the result as table, json, jsonl or csv [default: as MLflow does]' -r -f -a "table\t'Columns for people, as MLflow prints them'
json\t'One JSON document'
jsonl\t'One JSON document per line and result'
csv\t'Comma-separated values with a header'"
complete -c mlflow -n "__fish_mlflow_using_subcommand models; and __fish_seen_subcommand_from get" -l color -d 'When to use colours: auto, always or never' -r -f -a "auto\t'On a terminal, unless NO_COLOR is set or CLICOLOR is 0'
always\t'Always'
never\t'Never'"
complete -c mlflow -n "__fish_mlflow_using_subcommand models; and __fish_seen_subcommand_from get" -l json -d 'The same as `--output json`'
complete -c mlflow -n "__fish_mlflow_using_subcommand models; and __fish_seen_subcommand_from get" -l quiet -d 'Say errors and warnings alone'
complete -c mlflow -n "__fish_mlflow_using_subcommand models; and __fish_seen_subcommand_from get" -l verbose -d 'Say more: the store, and what happens on the way'
complete -c mlflow -n "__fish_mlflow_using_subcommand models; and __fish_seen_subcommand_from get" -s h -l help -d 'Print help'
complete -c mlflow -n "__fish_mlflow_using_subcommand models; and __fish_seen_subcommand_from create" -s d -l description -d 'What it is for' -r
complete -c mlflow -n "__fish_mlflow_using_subcommand models; and __fish_seen_subcommand_from create" -s t -l tags -d 'Tag to set, as key=value; may be repeated' -r
complete -c mlflow -n "__fish_mlflow_using_subcommand models; and __fish_seen_subcommand_from create" -l output -d 'Print the result as table, json, jsonl or csv [default: as MLflow does]' -r -f -a "table\t'Columns for people, as MLflow prints them'
json\t'One JSON document'
jsonl\t'One JSON document per line and result'
csv\t'Comma-separated values with a header'"
complete -c mlflow -n "__fish_mlflow_using_subcommand models; and __fish_seen_subcommand_from create" -l color -d 'When to use colours: auto, always or never' -r -f -a "auto\t'On a terminal, unless NO_COLOR is set or CLICOLOR is 0'
always\t'Always'
never\t'Never'"
complete -c mlflow -n "__fish_mlflow_using_subcommand models; and __fish_seen_subcommand_from create" -l json -d 'The same as `--output json`'
complete -c mlflow -n "__fish_mlflow_using_subcommand models; and __fish_seen_subcommand_from create" -l quiet -d 'Say errors and warnings alone'
complete -c mlflow -n "__fish_mlflow_using_subcommand models; and __fish_seen_subcommand_from create" -l verbose -d 'Say more: the store, and what happens on the way'
complete -c mlflow -n "__fish_mlflow_using_subcommand models; and __fish_seen_subcommand_from create" -s h -l help -d 'Print help'
complete -c mlflow -n "__fish_mlflow_using_subcommand models; and __fish_seen_subcommand_from register" -s m -l model-uri -d 'URI of the model: `runs:/ID/model`, `models:/m-ID`, `models:/NAME/3` or where its files are' -r
complete -c mlflow -n "__fish_mlflow_using_subcommand models; and __fish_seen_subcommand_from register" -s n -l name -d 'Name of the registered model' -r
complete -c mlflow -n "__fish_mlflow_using_subcommand models; and __fish_seen_subcommand_from register" -s d -l description -d 'What is to be known of the version' -r
complete -c mlflow -n "__fish_mlflow_using_subcommand models; and __fish_seen_subcommand_from register" -s t -l tags -d 'Tag of the version, as key=value; may be repeated' -r
complete -c mlflow -n "__fish_mlflow_using_subcommand models; and __fish_seen_subcommand_from register" -l await -d 'Wait until the version is ready, for so long at most; 5 minutes if nothing is said' -r
complete -c mlflow -n "__fish_mlflow_using_subcommand models; and __fish_seen_subcommand_from register" -l output -d 'Print the result as table, json, jsonl or csv [default: as MLflow does]' -r -f -a "table\t'Columns for people, as MLflow prints them'
json\t'One JSON document'
jsonl\t'One JSON document per line and result'
csv\t'Comma-separated values with a header'"
complete -c mlflow -n "__fish_mlflow_using_subcommand models; and __fish_seen_subcommand_from register" -l color -d 'When to use colours: auto, always or never' -r -f -a "auto\t'On a terminal, unless NO_COLOR is set or CLICOLOR is 0'
always\t'Always'
never\t'Never'"
complete -c mlflow -n "__fish_mlflow_using_subcommand models; and __fish_seen_subcommand_from register" -l json -d 'The same as `--output json`'
complete -c mlflow -n "__fish_mlflow_using_subcommand models; and __fish_seen_subcommand_from register" -l quiet -d 'Say errors and warnings alone'
complete -c mlflow -n "__fish_mlflow_using_subcommand models; and __fish_seen_subcommand_from register" -l verbose -d 'Say more: the store, and what happens on the way'
complete -c mlflow -n "__fish_mlflow_using_subcommand models; and __fish_seen_subcommand_from register" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c mlflow -n "__fish_mlflow_using_subcommand models; and __fish_seen_subcommand_from update" -s d -l description -d 'What it is for' -r
complete -c mlflow -n "__fish_mlflow_using_subcommand models; and __fish_seen_subcommand_from update" -l output -d 'Print the result as table, json, jsonl or csv [default: as MLflow does]' -r -f -a "table\t'Columns for people, as MLflow prints them'
json\t'One JSON document'
jsonl\t'One JSON document per line and result'
csv\t'Comma-separated values with a header'"
complete -c mlflow -n "__fish_mlflow_using_subcommand models; and __fish_seen_subcommand_from update" -l color -d 'When to use colours: auto, always or never' -r -f -a "auto\t'On a terminal, unless NO_COLOR is set or CLICOLOR is 0'
always\t'Always'
never\t'Never'"
complete -c mlflow -n "__fish_mlflow_using_subcommand models; and __fish_seen_subcommand_from update" -l json -d 'The same as `--output json`'
complete -c mlflow -n "__fish_mlflow_using_subcommand models; and __fish_seen_subcommand_from update" -l quiet -d 'Say errors and warnings alone'
complete -c mlflow -n "__fish_mlflow_using_subcommand models; and __fish_seen_subcommand_from update" -l verbose -d 'Say more: the store, and what happens on the way'
complete -c mlflow -n "__fish_mlflow_using_subcommand models; and __fish_seen_subcommand_from update" -s h -l help -d 'Print help'
complete -c mlflow -n "__fish_mlflow_using_subcommand models; and __fish_seen_subcommand_from rename" -l output -d 'Print the result as table, json, jsonl or csv [default: as MLflow does]' -r -f -a "table\t'Columns for people, as MLflow prints them'
json\t'One JSON document'
jsonl\t'One JSON document per line and result'
csv\t'Comma-separated values with a header'"
complete -c mlflow -n "__fish_mlflow_using_subcommand models; and __fish_seen_subcommand_from rename" -l color -d 'When to use colours: auto, always or never' -r -f -a "auto\t'On a terminal, unless NO_COLOR is set or CLICOLOR is 0'
always\t'Always'
never\t'Never'"
complete -c mlflow -n "__fish_mlflow_using_subcommand models; and __fish_seen_subcommand_from rename" -l json -d 'The same as `--output json`'
complete -c mlflow -n "__fish_mlflow_using_subcommand models; and __fish_seen_subcommand_from rename" -l quiet -d 'Say errors and warnings alone'
complete -c mlflow -n "__fish_mlflow_using_subcommand models; and __fish_seen_subcommand_from rename" -l verbose -d 'Say more: the store, and what happens on the way'
complete -c mlflow -n "__fish_mlflow_using_subcommand models; and __fish_seen_subcommand_from rename" -s h -l help -d 'Print help'
complete -c mlflow -n "__fish_mlflow_using_subcommand models; and __fish_seen_subcommand_from delete" -l output -d 'Print the result as table, json, jsonl or csv [default: as MLflow does]' -r -f -a "table\t'Columns for people, as MLflow prints them'
json\t'One JSON document'
jsonl\t'One JSON document per line and result'
csv\t'Comma-separated values with a header'"
complete -c mlflow -n "__fish_mlflow_using_subcommand models; and __fish_seen_subcommand_from delete" -l color -d 'When to use colours: auto, always or never' -r -f -a "auto\t'On a terminal, unless NO_COLOR is set or CLICOLOR is 0'
always\t'Always'
never\t'Never'"
complete -c mlflow -n "__fish_mlflow_using_subcommand models; and __fish_seen_subcommand_from delete" -l json -d 'The same as `--output json`'
complete -c mlflow -n "__fish_mlflow_using_subcommand models; and __fish_seen_subcommand_from delete" -l quiet -d 'Say errors and warnings alone'
complete -c mlflow -n "__fish_mlflow_using_subcommand models; and __fish_seen_subcommand_from delete" -l verbose -d 'Say more: the store, and what happens on the way'
complete -c mlflow -n "__fish_mlflow_using_subcommand models; and __fish_seen_subcommand_from delete" -s h -l help -d 'Print help'
complete -c mlflow -n "__fish_mlflow_using_subcommand models; and __fish_seen_subcommand_from versions" -l color -d 'When to use colours: auto, always or never' -r -f -a "auto\t'On a terminal, unless NO_COLOR is set or CLICOLOR is 0'
always\t'Always'
never\t'Never'"
complete -c mlflow -n "__fish_mlflow_using_subcommand models; and __fish_seen_subcommand_from versions" -l quiet -d 'Say errors and warnings alone'
complete -c mlflow -n "__fish_mlflow_using_subcommand models; and __fish_seen_subcommand_from versions" -l verbose -d 'Say more: the store, and what happens on the way'
complete -c mlflow -n "__fish_mlflow_using_subcommand models; and __fish_seen_subcommand_from versions" -s h -l help -d 'Print help'
complete -c mlflow -n "__fish_mlflow_using_subcommand models; and __fish_seen_subcommand_from versions" -f -a "list" -d 'List versions, the last changed first'
complete -c mlflow -n "__fish_mlflow_using_subcommand models; and __fish_seen_subcommand_from versions" -f -a "get" -d 'Show a version'
complete -c mlflow -n "__fish_mlflow_using_subcommand models; and __fish_seen_subcommand_from versions" -f -a "update" -d 'Change the description of a version'
complete -c mlflow -n "__fish_mlflow_using_subcommand models; and __fish_seen_subcommand_from versions" -f -a "delete" -d 'Delete a version; the files that it names stay'
complete -c mlflow -n "__fish_mlflow_using_subcommand models; and __fish_seen_subcommand_from versions" -f -a "transition" -d 'Move a version to a stage'
complete -c mlflow -n "__fish_mlflow_using_subcommand models; and __fish_seen_subcommand_from versions" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c mlflow -n "__fish_mlflow_using_subcommand models; and __fish_seen_subcommand_from transition" -s s -l stage -d 'Where it goes: None, Staging, Production or Archived' -r
complete -c mlflow -n "__fish_mlflow_using_subcommand models; and __fish_seen_subcommand_from transition" -l output -d 'Print the result as table, json, jsonl or csv [default: as MLflow does]' -r -f -a "table\t'Columns for people, as MLflow prints them'
json\t'One JSON document'
jsonl\t'One JSON document per line and result'
csv\t'Comma-separated values with a header'"
complete -c mlflow -n "__fish_mlflow_using_subcommand models; and __fish_seen_subcommand_from transition" -l color -d 'When to use colours: auto, always or never' -r -f -a "auto\t'On a terminal, unless NO_COLOR is set or CLICOLOR is 0'
always\t'Always'
never\t'Never'"
complete -c mlflow -n "__fish_mlflow_using_subcommand models; and __fish_seen_subcommand_from transition" -l archive-existing -d 'Move the versions that are there to the archive; for Staging and Production'
complete -c mlflow -n "__fish_mlflow_using_subcommand models; and __fish_seen_subcommand_from transition" -l json -d 'The same as `--output json`'
complete -c mlflow -n "__fish_mlflow_using_subcommand models; and __fish_seen_subcommand_from transition" -l quiet -d 'Say errors and warnings alone'
complete -c mlflow -n "__fish_mlflow_using_subcommand models; and __fish_seen_subcommand_from transition" -l verbose -d 'Say more: the store, and what happens on the way'
complete -c mlflow -n "__fish_mlflow_using_subcommand models; and __fish_seen_subcommand_from transition" -s h -l help -d 'Print help'
complete -c mlflow -n "__fish_mlflow_using_subcommand models; and __fish_seen_subcommand_from alias" -l color -d 'When to use colours: auto, always or never' -r -f -a "auto\t'On a terminal, unless NO_COLOR is set or CLICOLOR is 0'
always\t'Always'
never\t'Never'"
complete -c mlflow -n "__fish_mlflow_using_subcommand models; and __fish_seen_subcommand_from alias" -l quiet -d 'Say errors and warnings alone'
complete -c mlflow -n "__fish_mlflow_using_subcommand models; and __fish_seen_subcommand_from alias" -l verbose -d 'Say more: the store, and what happens on the way'
complete -c mlflow -n "__fish_mlflow_using_subcommand models; and __fish_seen_subcommand_from alias" -s h -l help -d 'Print help'
complete -c mlflow -n "__fish_mlflow_using_subcommand models; and __fish_seen_subcommand_from alias" -f -a "set" -d 'Let an alias stand for a version, and for no other any more'
complete -c mlflow -n "__fish_mlflow_using_subcommand models; and __fish_seen_subcommand_from alias" -f -a "delete" -d 'Delete an alias'
complete -c mlflow -n "__fish_mlflow_using_subcommand models; and __fish_seen_subcommand_from alias" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c mlflow -n "__fish_mlflow_using_subcommand models; and __fish_seen_subcommand_from tag" -l color -d 'When to use colours: auto, always or never' -r -f -a "auto\t'On a terminal, unless NO_COLOR is set or CLICOLOR is 0'
always\t'Always'
never\t'Never'"
complete -c mlflow -n "__fish_mlflow_using_subcommand models; and __fish_seen_subcommand_from tag" -l quiet -d 'Say errors and warnings alone'
complete -c mlflow -n "__fish_mlflow_using_subcommand models; and __fish_seen_subcommand_from tag" -l verbose -d 'Say more: the store, and what happens on the way'
complete -c mlflow -n "__fish_mlflow_using_subcommand models; and __fish_seen_subcommand_from tag" -s h -l help -d 'Print help'
complete -c mlflow -n "__fish_mlflow_using_subcommand models; and __fish_seen_subcommand_from tag" -f -a "set" -d 'Set a tag'
complete -c mlflow -n "__fish_mlflow_using_subcommand models; and __fish_seen_subcommand_from tag" -f -a "delete" -d 'Delete a tag'
complete -c mlflow -n "__fish_mlflow_using_subcommand models; and __fish_seen_subcommand_from tag" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c mlflow -n "__fish_mlflow_using_subcommand models; and __fish_seen_subcommand_from download" -s d -l dst-path -d 'Folder to download to, created if it is new; without it, what is on this machine already stays where it is' -r -F
complete -c mlflow -n "__fish_mlflow_using_subcommand models; and __fish_seen_subcommand_from download" -l output -d 'Print the result as table, json, jsonl or csv [default: as MLflow does]' -r -f -a "table\t'Columns for people, as MLflow prints them'
json\t'One JSON document'
jsonl\t'One JSON document per line and result'
csv\t'Comma-separated values with a header'"
complete -c mlflow -n "__fish_mlflow_using_subcommand models; and __fish_seen_subcommand_from download" -l color -d 'When to use colours: auto, always or never' -r -f -a "auto\t'On a terminal, unless NO_COLOR is set or CLICOLOR is 0'
always\t'Always'
never\t'Never'"
complete -c mlflow -n "__fish_mlflow_using_subcommand models; and __fish_seen_subcommand_from download" -l json -d 'The same as `--output json`'
complete -c mlflow -n "__fish_mlflow_using_subcommand models; and __fish_seen_subcommand_from download" -l quiet -d 'Say errors and warnings alone'
complete -c mlflow -n "__fish_mlflow_using_subcommand models; and __fish_seen_subcommand_from download" -l verbose -d 'Say more: the store, and what happens on the way'
complete -c mlflow -n "__fish_mlflow_using_subcommand models; and __fish_seen_subcommand_from download" -s h -l help -d 'Print help'
complete -c mlflow -n "__fish_mlflow_using_subcommand models; and __fish_seen_subcommand_from copy" -l output -d 'Print the result as table, json, jsonl or csv [default: as MLflow does]' -r -f -a "table\t'Columns for people, as MLflow prints them'
json\t'One JSON document'
jsonl\t'One JSON document per line and result'
csv\t'Comma-separated values with a header'"
complete -c mlflow -n "__fish_mlflow_using_subcommand models; and __fish_seen_subcommand_from copy" -l color -d 'When to use colours: auto, always or never' -r -f -a "auto\t'On a terminal, unless NO_COLOR is set or CLICOLOR is 0'
always\t'Always'
never\t'Never'"
complete -c mlflow -n "__fish_mlflow_using_subcommand models; and __fish_seen_subcommand_from copy" -l json -d 'The same as `--output json`'
complete -c mlflow -n "__fish_mlflow_using_subcommand models; and __fish_seen_subcommand_from copy" -l quiet -d 'Say errors and warnings alone'
complete -c mlflow -n "__fish_mlflow_using_subcommand models; and __fish_seen_subcommand_from copy" -l verbose -d 'Say more: the store, and what happens on the way'
complete -c mlflow -n "__fish_mlflow_using_subcommand models; and __fish_seen_subcommand_from copy" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c mlflow -n "__fish_mlflow_using_subcommand models; and __fish_seen_subcommand_from serve" -s m -l model-uri -d 'The model: `runs:/ID/model`, `models:/fraud@champion`, `models:/fraud/3`, a folder, a cloud' -r
complete -c mlflow -n "__fish_mlflow_using_subcommand models; and __fish_seen_subcommand_from serve" -s p -l port -d 'Port to listen on; 0 takes a free one and says which [env: MLFLOW_PORT] [default: 5000]' -r
complete -c mlflow -n "__fish_mlflow_using_subcommand models; and __fish_seen_subcommand_from serve" -s h -l host -d 'Address to listen on; 0.0.0.0 is every one [env: MLFLOW_HOST] [default: 127.0.0.1]' -r
complete -c mlflow -n "__fish_mlflow_using_subcommand models; and __fish_seen_subcommand_from serve" -s t -l timeout -d 'Seconds in which a request must be answered; 0 for no limit [env: MLFLOW_SCORING_SERVER_REQUEST_TIMEOUT] [default: 60]' -r
complete -c mlflow -n "__fish_mlflow_using_subcommand models; and __fish_seen_subcommand_from serve" -l max-body -d 'Longest body of a request' -r
complete -c mlflow -n "__fish_mlflow_using_subcommand models; and __fish_seen_subcommand_from serve" -l name -d 'Name of the model in the Open Inference protocol; by default that of the registered model' -r
complete -c mlflow -n "__fish_mlflow_using_subcommand models; and __fish_seen_subcommand_from serve" -s w -l workers -d 'Processes that hold the model [env: MLFLOW_MODELS_WORKERS] [default: 1]' -r
complete -c mlflow -n "__fish_mlflow_using_subcommand models; and __fish_seen_subcommand_from serve" -l threads -d 'Requests that a worker answers at a time, for models that wait for other servers' -r
complete -c mlflow -n "__fish_mlflow_using_subcommand models; and __fish_seen_subcommand_from serve" -l queue -d 'Requests that may wait for a worker; beyond that the answer is 503' -r
complete -c mlflow -n "__fish_mlflow_using_subcommand models; and __fish_seen_subcommand_from serve" -l worker-memory -d 'Memory that a worker may have; one that takes more is replaced (Linux)' -r
complete -c mlflow -n "__fish_mlflow_using_subcommand models; and __fish_seen_subcommand_from serve" -l watch -d 'Look every so often whether the URI means another version, and load that' -r
complete -c mlflow -n "__fish_mlflow_using_subcommand models; and __fish_seen_subcommand_from serve" -l batch-size -d 'Most requests whose rows are put into one prediction, for models that answer row by row' -r
complete -c mlflow -n "__fish_mlflow_using_subcommand models; and __fish_seen_subcommand_from serve" -l batch-wait-ms -d 'Milliseconds for which a request may wait for others' -r
complete -c mlflow -n "__fish_mlflow_using_subcommand models; and __fish_seen_subcommand_from serve" -l env-manager -d 'What builds the model\'s environment; `virtualenv` by default' -r -f -a "local\t'Nothing: the programs on the PATH are taken'
virtualenv\t'uv where it is on the PATH, or else Python\'s venv and pip'
uv\t'uv'
conda\t'conda, mamba or micromamba'"
complete -c mlflow -n "__fish_mlflow_using_subcommand models; and __fish_seen_subcommand_from serve" -l color -d 'When to use colours: auto, always or never' -r -f -a "auto\t'On a terminal, unless NO_COLOR is set or CLICOLOR is 0'
always\t'Always'
never\t'Never'"
complete -c mlflow -n "__fish_mlflow_using_subcommand models; and __fish_seen_subcommand_from serve" -l help -d 'Print help (`-h` is the host, as in MLflow)'
complete -c mlflow -n "__fish_mlflow_using_subcommand models; and __fish_seen_subcommand_from serve" -l request-log -d 'Say of each request how it was answered, on stderr'
complete -c mlflow -n "__fish_mlflow_using_subcommand models; and __fish_seen_subcommand_from serve" -l no-fork -d 'Let each worker load the model by itself'
complete -c mlflow -n "__fish_mlflow_using_subcommand models; and __fish_seen_subcommand_from serve" -l enable-mlserver -d 'Serve by MLServer, which this program does without: it speaks the same protocol'
complete -c mlflow -n "__fish_mlflow_using_subcommand models; and __fish_seen_subcommand_from serve" -l no-conda -d 'Take the Python on the PATH, as `--env-manager local` does'
complete -c mlflow -n "__fish_mlflow_using_subcommand models; and __fish_seen_subcommand_from serve" -l install-mlflow -d 'Add MLflow to the environment, of the release that logged the model'
complete -c mlflow -n "__fish_mlflow_using_subcommand models; and __fish_seen_subcommand_from serve" -l quiet -d 'Say errors and warnings alone'
complete -c mlflow -n "__fish_mlflow_using_subcommand models; and __fish_seen_subcommand_from serve" -l verbose -d 'Say more: the store, and what happens on the way'
complete -c mlflow -n "__fish_mlflow_using_subcommand models; and __fish_seen_subcommand_from predict" -s m -l model-uri -d 'The model: `runs:/ID/model`, `models:/fraud@champion`, `models:/fraud/3`, a folder, a cloud' -r
complete -c mlflow -n "__fish_mlflow_using_subcommand models; and __fish_seen_subcommand_from predict" -s i -l input-path -d 'File with the input; stdin by default' -r -F
complete -c mlflow -n "__fish_mlflow_using_subcommand models; and __fish_seen_subcommand_from predict" -s o -l output-path -d 'File for the predictions, as JSON; stdout by default' -r -F
complete -c mlflow -n "__fish_mlflow_using_subcommand models; and __fish_seen_subcommand_from predict" -s t -l content-type -d 'What the input is' -r -f -a "json\t''
csv\t''"
complete -c mlflow -n "__fish_mlflow_using_subcommand models; and __fish_seen_subcommand_from predict" -s j -l json-format -d 'Form of JSON, for models of MLflow before 2: `split`, `records`, …' -r
complete -c mlflow -n "__fish_mlflow_using_subcommand models; and __fish_seen_subcommand_from predict" -s r -l pip-requirements-override -d 'Packages that go before those of the model, such as \'pandas==2.2,scipy\'; may be repeated' -r
complete -c mlflow -n "__fish_mlflow_using_subcommand models; and __fish_seen_subcommand_from predict" -l env -d 'Variable of the model\'s environment, as name=value; may be repeated' -r
complete -c mlflow -n "__fish_mlflow_using_subcommand models; and __fish_seen_subcommand_from predict" -l env-manager -d 'What builds the model\'s environment; `virtualenv` by default' -r -f -a "local\t'Nothing: the programs on the PATH are taken'
virtualenv\t'uv where it is on the PATH, or else Python\'s venv and pip'
uv\t'uv'
conda\t'conda, mamba or micromamba'"
complete -c mlflow -n "__fish_mlflow_using_subcommand models; and __fish_seen_subcommand_from predict" -l color -d 'When to use colours: auto, always or never' -r -f -a "auto\t'On a terminal, unless NO_COLOR is set or CLICOLOR is 0'
always\t'Always'
never\t'Never'"
complete -c mlflow -n "__fish_mlflow_using_subcommand models; and __fish_seen_subcommand_from predict" -l no-conda -d 'Take the Python on the PATH, as `--env-manager local` does'
complete -c mlflow -n "__fish_mlflow_using_subcommand models; and __fish_seen_subcommand_from predict" -l install-mlflow -d 'Add MLflow to the environment, of the release that logged the model'
complete -c mlflow -n "__fish_mlflow_using_subcommand models; and __fish_seen_subcommand_from predict" -l quiet -d 'Say errors and warnings alone'
complete -c mlflow -n "__fish_mlflow_using_subcommand models; and __fish_seen_subcommand_from predict" -l verbose -d 'Say more: the store, and what happens on the way'
complete -c mlflow -n "__fish_mlflow_using_subcommand models; and __fish_seen_subcommand_from predict" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c mlflow -n "__fish_mlflow_using_subcommand models; and __fish_seen_subcommand_from prepare-env" -s m -l model-uri -d 'The model: `runs:/ID/model`, `models:/fraud@champion`, `models:/fraud/3`, a folder, a cloud' -r
complete -c mlflow -n "__fish_mlflow_using_subcommand models; and __fish_seen_subcommand_from prepare-env" -l env-manager -d 'What builds the model\'s environment; `virtualenv` by default' -r -f -a "local\t'Nothing: the programs on the PATH are taken'
virtualenv\t'uv where it is on the PATH, or else Python\'s venv and pip'
uv\t'uv'
conda\t'conda, mamba or micromamba'"
complete -c mlflow -n "__fish_mlflow_using_subcommand models; and __fish_seen_subcommand_from prepare-env" -l color -d 'When to use colours: auto, always or never' -r -f -a "auto\t'On a terminal, unless NO_COLOR is set or CLICOLOR is 0'
always\t'Always'
never\t'Never'"
complete -c mlflow -n "__fish_mlflow_using_subcommand models; and __fish_seen_subcommand_from prepare-env" -l no-conda -d 'Take the Python on the PATH, as `--env-manager local` does'
complete -c mlflow -n "__fish_mlflow_using_subcommand models; and __fish_seen_subcommand_from prepare-env" -l install-mlflow -d 'Add MLflow to the environment, of the release that logged the model'
complete -c mlflow -n "__fish_mlflow_using_subcommand models; and __fish_seen_subcommand_from prepare-env" -l quiet -d 'Say errors and warnings alone'
complete -c mlflow -n "__fish_mlflow_using_subcommand models; and __fish_seen_subcommand_from prepare-env" -l verbose -d 'Say more: the store, and what happens on the way'
complete -c mlflow -n "__fish_mlflow_using_subcommand models; and __fish_seen_subcommand_from prepare-env" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c mlflow -n "__fish_mlflow_using_subcommand models; and __fish_seen_subcommand_from generate-dockerfile" -s m -l model-uri -d 'The model: `runs:/ID/model`, `models:/fraud@champion`, a folder, a cloud; without one, the image serves what is mounted at `/opt/ml/model`' -r
complete -c mlflow -n "__fish_mlflow_using_subcommand models; and __fish_seen_subcommand_from generate-dockerfile" -l env-manager -d '`virtualenv`, `uv` and `local` mean the same in an image: pip makes the environment' -r -f -a "local\t'Nothing: the programs on the PATH are taken'
virtualenv\t'uv where it is on the PATH, or else Python\'s venv and pip'
uv\t'uv'
conda\t'conda, mamba or micromamba'"
complete -c mlflow -n "__fish_mlflow_using_subcommand models; and __fish_seen_subcommand_from generate-dockerfile" -l mlflow-home -d 'Folder with MLflow\'s own source, which is not supported' -r -F
complete -c mlflow -n "__fish_mlflow_using_subcommand models; and __fish_seen_subcommand_from generate-dockerfile" -l install-java -d 'Install Java, which is not supported' -r -f -a "true\t''
false\t''"
complete -c mlflow -n "__fish_mlflow_using_subcommand models; and __fish_seen_subcommand_from generate-dockerfile" -s d -l output-directory -d 'Folder to write' -r -F
complete -c mlflow -n "__fish_mlflow_using_subcommand models; and __fish_seen_subcommand_from generate-dockerfile" -l color -d 'When to use colours: auto, always or never' -r -f -a "auto\t'On a terminal, unless NO_COLOR is set or CLICOLOR is 0'
always\t'Always'
never\t'Never'"
complete -c mlflow -n "__fish_mlflow_using_subcommand models; and __fish_seen_subcommand_from generate-dockerfile" -l install-mlflow -d 'Add MLflow to the environment, of the release that logged the model'
complete -c mlflow -n "__fish_mlflow_using_subcommand models; and __fish_seen_subcommand_from generate-dockerfile" -l quiet -d 'Say errors and warnings alone'
complete -c mlflow -n "__fish_mlflow_using_subcommand models; and __fish_seen_subcommand_from generate-dockerfile" -l verbose -d 'Say more: the store, and what happens on the way'
complete -c mlflow -n "__fish_mlflow_using_subcommand models; and __fish_seen_subcommand_from generate-dockerfile" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c mlflow -n "__fish_mlflow_using_subcommand models; and __fish_seen_subcommand_from build-docker" -s m -l model-uri -d 'The model: `runs:/ID/model`, `models:/fraud@champion`, a folder, a cloud; without one, the image serves what is mounted at `/opt/ml/model`' -r
complete -c mlflow -n "__fish_mlflow_using_subcommand models; and __fish_seen_subcommand_from build-docker" -l env-manager -d '`virtualenv`, `uv` and `local` mean the same in an image: pip makes the environment' -r -f -a "local\t'Nothing: the programs on the PATH are taken'
virtualenv\t'uv where it is on the PATH, or else Python\'s venv and pip'
uv\t'uv'
conda\t'conda, mamba or micromamba'"
complete -c mlflow -n "__fish_mlflow_using_subcommand models; and __fish_seen_subcommand_from build-docker" -l mlflow-home -d 'Folder with MLflow\'s own source, which is not supported' -r -F
complete -c mlflow -n "__fish_mlflow_using_subcommand models; and __fish_seen_subcommand_from build-docker" -l install-java -d 'Install Java, which is not supported' -r -f -a "true\t''
false\t''"
complete -c mlflow -n "__fish_mlflow_using_subcommand models; and __fish_seen_subcommand_from build-docker" -s n -l name -d 'Name of the image' -r
complete -c mlflow -n "__fish_mlflow_using_subcommand models; and __fish_seen_subcommand_from build-docker" -l color -d 'When to use colours: auto, always or never' -r -f -a "auto\t'On a terminal, unless NO_COLOR is set or CLICOLOR is 0'
always\t'Always'
never\t'Never'"
complete -c mlflow -n "__fish_mlflow_using_subcommand models; and __fish_seen_subcommand_from build-docker" -l install-mlflow -d 'Add MLflow to the environment, of the release that logged the model'
complete -c mlflow -n "__fish_mlflow_using_subcommand models; and __fish_seen_subcommand_from build-docker" -l enable-mlserver -d 'Serve by MLServer, which this program does without: it speaks the same protocol'
complete -c mlflow -n "__fish_mlflow_using_subcommand models; and __fish_seen_subcommand_from build-docker" -l quiet -d 'Say errors and warnings alone'
complete -c mlflow -n "__fish_mlflow_using_subcommand models; and __fish_seen_subcommand_from build-docker" -l verbose -d 'Say more: the store, and what happens on the way'
complete -c mlflow -n "__fish_mlflow_using_subcommand models; and __fish_seen_subcommand_from build-docker" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c mlflow -n "__fish_mlflow_using_subcommand models; and __fish_seen_subcommand_from update-pip-requirements" -s m -l model-uri -d 'The model: `runs:/ID/model`, `models:/m-…`, a folder, a cloud' -r
complete -c mlflow -n "__fish_mlflow_using_subcommand models; and __fish_seen_subcommand_from update-pip-requirements" -l color -d 'When to use colours: auto, always or never' -r -f -a "auto\t'On a terminal, unless NO_COLOR is set or CLICOLOR is 0'
always\t'Always'
never\t'Never'"
complete -c mlflow -n "__fish_mlflow_using_subcommand models; and __fish_seen_subcommand_from update-pip-requirements" -l quiet -d 'Say errors and warnings alone'
complete -c mlflow -n "__fish_mlflow_using_subcommand models; and __fish_seen_subcommand_from update-pip-requirements" -l verbose -d 'Say more: the store, and what happens on the way'
complete -c mlflow -n "__fish_mlflow_using_subcommand models; and __fish_seen_subcommand_from update-pip-requirements" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c mlflow -n "__fish_mlflow_using_subcommand models; and __fish_seen_subcommand_from help" -f -a "list" -d 'List registered models'
complete -c mlflow -n "__fish_mlflow_using_subcommand models; and __fish_seen_subcommand_from help" -f -a "search" -d 'Find registered models; the same as `list`'
complete -c mlflow -n "__fish_mlflow_using_subcommand models; and __fish_seen_subcommand_from help" -f -a "get" -d 'Show a registered model or one of its versions'
complete -c mlflow -n "__fish_mlflow_using_subcommand models; and __fish_seen_subcommand_from help" -f -a "create" -d 'Create a registered model without versions'
complete -c mlflow -n "__fish_mlflow_using_subcommand models; and __fish_seen_subcommand_from help" -f -a "register" -d 'Register a model as a new version, and print its number'
complete -c mlflow -n "__fish_mlflow_using_subcommand models; and __fish_seen_subcommand_from help" -f -a "update" -d 'Change the description of a registered model'
complete -c mlflow -n "__fish_mlflow_using_subcommand models; and __fish_seen_subcommand_from help" -f -a "rename" -d 'Give a registered model another name'
complete -c mlflow -n "__fish_mlflow_using_subcommand models; and __fish_seen_subcommand_from help" -f -a "delete" -d 'Delete a registered model with all its versions; the files that they name stay'
complete -c mlflow -n "__fish_mlflow_using_subcommand models; and __fish_seen_subcommand_from help" -f -a "versions" -d 'List, show and change versions of registered models'
complete -c mlflow -n "__fish_mlflow_using_subcommand models; and __fish_seen_subcommand_from help" -f -a "transition" -d 'Move a version to a stage'
complete -c mlflow -n "__fish_mlflow_using_subcommand models; and __fish_seen_subcommand_from help" -f -a "alias" -d 'Set and delete the aliases of versions'
complete -c mlflow -n "__fish_mlflow_using_subcommand models; and __fish_seen_subcommand_from help" -f -a "tag" -d 'Set and delete tags of registered models and versions'
complete -c mlflow -n "__fish_mlflow_using_subcommand models; and __fish_seen_subcommand_from help" -f -a "download" -d 'Download the files of a version, and print where they lie'
complete -c mlflow -n "__fish_mlflow_using_subcommand models; and __fish_seen_subcommand_from help" -f -a "copy" -d 'Register a version under another name, and print the number that it has there'
complete -c mlflow -n "__fish_mlflow_using_subcommand models; and __fish_seen_subcommand_from help" -f -a "serve" -d 'Serve a model over HTTP'
complete -c mlflow -n "__fish_mlflow_using_subcommand models; and __fish_seen_subcommand_from help" -f -a "predict" -d 'Let a model predict from a file, without a server'
complete -c mlflow -n "__fish_mlflow_using_subcommand models; and __fish_seen_subcommand_from help" -f -a "prepare-env" -d 'Build the environment of a model, so that it is there when the model is served'
complete -c mlflow -n "__fish_mlflow_using_subcommand models; and __fish_seen_subcommand_from help" -f -a "generate-dockerfile" -d 'Write a folder of which an image that serves a model is built'
complete -c mlflow -n "__fish_mlflow_using_subcommand models; and __fish_seen_subcommand_from help" -f -a "build-docker" -d 'Build an image that serves a model, with docker or podman'
complete -c mlflow -n "__fish_mlflow_using_subcommand models; and __fish_seen_subcommand_from help" -f -a "update-pip-requirements" -d 'Add packages to the requirements of a model, or remove them'
complete -c mlflow -n "__fish_mlflow_using_subcommand models; and __fish_seen_subcommand_from help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c mlflow -n "__fish_mlflow_using_subcommand deployments; and not __fish_seen_subcommand_from run-local help" -l color -d 'When to use colours: auto, always or never' -r -f -a "auto\t'On a terminal, unless NO_COLOR is set or CLICOLOR is 0'
always\t'Always'
never\t'Never'"
complete -c mlflow -n "__fish_mlflow_using_subcommand deployments; and not __fish_seen_subcommand_from run-local help" -l quiet -d 'Say errors and warnings alone'
complete -c mlflow -n "__fish_mlflow_using_subcommand deployments; and not __fish_seen_subcommand_from run-local help" -l verbose -d 'Say more: the store, and what happens on the way'
complete -c mlflow -n "__fish_mlflow_using_subcommand deployments; and not __fish_seen_subcommand_from run-local help" -s h -l help -d 'Print help'
complete -c mlflow -n "__fish_mlflow_using_subcommand deployments; and not __fish_seen_subcommand_from run-local help" -f -a "run-local" -d 'Serve a model on this machine; the same server as `mlflow models serve`'
complete -c mlflow -n "__fish_mlflow_using_subcommand deployments; and not __fish_seen_subcommand_from run-local help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c mlflow -n "__fish_mlflow_using_subcommand deployments; and __fish_seen_subcommand_from run-local" -s t -l target -d 'Target: `local`, the only one here' -r
complete -c mlflow -n "__fish_mlflow_using_subcommand deployments; and __fish_seen_subcommand_from run-local" -l name -d 'Name of the deployment, and of the model in the Open Inference protocol' -r
complete -c mlflow -n "__fish_mlflow_using_subcommand deployments; and __fish_seen_subcommand_from run-local" -s m -l model-uri -d 'The model, as `mlflow models serve` takes it' -r
complete -c mlflow -n "__fish_mlflow_using_subcommand deployments; and __fish_seen_subcommand_from run-local" -s f -l flavor -d 'Flavour: `python_function`, the only one that is served' -r
complete -c mlflow -n "__fish_mlflow_using_subcommand deployments; and __fish_seen_subcommand_from run-local" -s C -l config -d 'Flag of `mlflow models serve`, as name=value: `port=8000`, `workers=2`; may be repeated' -r
complete -c mlflow -n "__fish_mlflow_using_subcommand deployments; and __fish_seen_subcommand_from run-local" -l color -d 'When to use colours: auto, always or never' -r -f -a "auto\t'On a terminal, unless NO_COLOR is set or CLICOLOR is 0'
always\t'Always'
never\t'Never'"
complete -c mlflow -n "__fish_mlflow_using_subcommand deployments; and __fish_seen_subcommand_from run-local" -l quiet -d 'Say errors and warnings alone'
complete -c mlflow -n "__fish_mlflow_using_subcommand deployments; and __fish_seen_subcommand_from run-local" -l verbose -d 'Say more: the store, and what happens on the way'
complete -c mlflow -n "__fish_mlflow_using_subcommand deployments; and __fish_seen_subcommand_from run-local" -s h -l help -d 'Print help'
complete -c mlflow -n "__fish_mlflow_using_subcommand deployments; and __fish_seen_subcommand_from help" -f -a "run-local" -d 'Serve a model on this machine; the same server as `mlflow models serve`'
complete -c mlflow -n "__fish_mlflow_using_subcommand deployments; and __fish_seen_subcommand_from help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c mlflow -n "__fish_mlflow_using_subcommand webhooks; and not __fish_seen_subcommand_from list get create update delete test help" -l color -d 'When to use colours: auto, always or never' -r -f -a "auto\t'On a terminal, unless NO_COLOR is set or CLICOLOR is 0'
always\t'Always'
never\t'Never'"
complete -c mlflow -n "__fish_mlflow_using_subcommand webhooks; and not __fish_seen_subcommand_from list get create update delete test help" -l quiet -d 'Say errors and warnings alone'
complete -c mlflow -n "__fish_mlflow_using_subcommand webhooks; and not __fish_seen_subcommand_from list get create update delete test help" -l verbose -d 'Say more: the store, and what happens on the way'
complete -c mlflow -n "__fish_mlflow_using_subcommand webhooks; and not __fish_seen_subcommand_from list get create update delete test help" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c mlflow -n "__fish_mlflow_using_subcommand webhooks; and not __fish_seen_subcommand_from list get create update delete test help" -f -a "list" -d 'List webhooks, the newest first'
complete -c mlflow -n "__fish_mlflow_using_subcommand webhooks; and not __fish_seen_subcommand_from list get create update delete test help" -f -a "get" -d 'Show a webhook; its secret is never shown'
complete -c mlflow -n "__fish_mlflow_using_subcommand webhooks; and not __fish_seen_subcommand_from list get create update delete test help" -f -a "create" -d 'Create a webhook, and print its id'
complete -c mlflow -n "__fish_mlflow_using_subcommand webhooks; and not __fish_seen_subcommand_from list get create update delete test help" -f -a "update" -d 'Change a webhook; what is not named stays as it is'
complete -c mlflow -n "__fish_mlflow_using_subcommand webhooks; and not __fish_seen_subcommand_from list get create update delete test help" -f -a "delete" -d 'Delete a webhook'
complete -c mlflow -n "__fish_mlflow_using_subcommand webhooks; and not __fish_seen_subcommand_from list get create update delete test help" -f -a "test" -d 'Send a webhook an example; exit with 3 if it does not take it'
complete -c mlflow -n "__fish_mlflow_using_subcommand webhooks; and not __fish_seen_subcommand_from list get create update delete test help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c mlflow -n "__fish_mlflow_using_subcommand webhooks; and __fish_seen_subcommand_from list" -l output -d 'Print the result as table, json, jsonl or csv [default: as MLflow does]' -r -f -a "table\t'Columns for people, as MLflow prints them'
json\t'One JSON document'
jsonl\t'One JSON document per line and result'
csv\t'Comma-separated values with a header'"
complete -c mlflow -n "__fish_mlflow_using_subcommand webhooks; and __fish_seen_subcommand_from list" -l color -d 'When to use colours: auto, always or never' -r -f -a "auto\t'On a terminal, unless NO_COLOR is set or CLICOLOR is 0'
always\t'Always'
never\t'Never'"
complete -c mlflow -n "__fish_mlflow_using_subcommand webhooks; and __fish_seen_subcommand_from list" -l json -d 'The same as `--output json`'
complete -c mlflow -n "__fish_mlflow_using_subcommand webhooks; and __fish_seen_subcommand_from list" -l quiet -d 'Say errors and warnings alone'
complete -c mlflow -n "__fish_mlflow_using_subcommand webhooks; and __fish_seen_subcommand_from list" -l verbose -d 'Say more: the store, and what happens on the way'
complete -c mlflow -n "__fish_mlflow_using_subcommand webhooks; and __fish_seen_subcommand_from list" -s h -l help -d 'Print help'
complete -c mlflow -n "__fish_mlflow_using_subcommand webhooks; and __fish_seen_subcommand_from get" -l output -d 'Print the result as table, json, jsonl or csv [default: as MLflow does]' -r -f -a "table\t'Columns for people, as MLflow prints them'
json\t'One JSON document'
jsonl\t'One JSON document per line and result'
csv\t'Comma-separated values with a header'"
complete -c mlflow -n "__fish_mlflow_using_subcommand webhooks; and __fish_seen_subcommand_from get" -l color -d 'When to use colours: auto, always or never' -r -f -a "auto\t'On a terminal, unless NO_COLOR is set or CLICOLOR is 0'
always\t'Always'
never\t'Never'"
complete -c mlflow -n "__fish_mlflow_using_subcommand webhooks; and __fish_seen_subcommand_from get" -l json -d 'The same as `--output json`'
complete -c mlflow -n "__fish_mlflow_using_subcommand webhooks; and __fish_seen_subcommand_from get" -l quiet -d 'Say errors and warnings alone'
complete -c mlflow -n "__fish_mlflow_using_subcommand webhooks; and __fish_seen_subcommand_from get" -l verbose -d 'Say more: the store, and what happens on the way'
complete -c mlflow -n "__fish_mlflow_using_subcommand webhooks; and __fish_seen_subcommand_from get" -s h -l help -d 'Print help'
complete -c mlflow -n "__fish_mlflow_using_subcommand webhooks; and __fish_seen_subcommand_from create" -l url -d 'Address to which deliveries are sent' -r
complete -c mlflow -n "__fish_mlflow_using_subcommand webhooks; and __fish_seen_subcommand_from create" -l event -d 'What it hears of, such as model_version.created; may be repeated, or a list with commas' -r
complete -c mlflow -n "__fish_mlflow_using_subcommand webhooks; and __fish_seen_subcommand_from create" -s d -l description -d 'What it is for' -r
complete -c mlflow -n "__fish_mlflow_using_subcommand webhooks; and __fish_seen_subcommand_from create" -l status -d 'Whether it hears anything' -r -f -a "active\t''
disabled\t''"
complete -c mlflow -n "__fish_mlflow_using_subcommand webhooks; and __fish_seen_subcommand_from create" -l secret-env -d 'Environment variable that holds the secret, which signs the deliveries' -r
complete -c mlflow -n "__fish_mlflow_using_subcommand webhooks; and __fish_seen_subcommand_from create" -l output -d 'Print the result as table, json, jsonl or csv [default: as MLflow does]' -r -f -a "table\t'Columns for people, as MLflow prints them'
json\t'One JSON document'
jsonl\t'One JSON document per line and result'
csv\t'Comma-separated values with a header'"
complete -c mlflow -n "__fish_mlflow_using_subcommand webhooks; and __fish_seen_subcommand_from create" -l color -d 'When to use colours: auto, always or never' -r -f -a "auto\t'On a terminal, unless NO_COLOR is set or CLICOLOR is 0'
always\t'Always'
never\t'Never'"
complete -c mlflow -n "__fish_mlflow_using_subcommand webhooks; and __fish_seen_subcommand_from create" -l secret-stdin -d 'Read the secret from stdin, up to its end; the end of the last line is not part of it'
complete -c mlflow -n "__fish_mlflow_using_subcommand webhooks; and __fish_seen_subcommand_from create" -l json -d 'The same as `--output json`'
complete -c mlflow -n "__fish_mlflow_using_subcommand webhooks; and __fish_seen_subcommand_from create" -l quiet -d 'Say errors and warnings alone'
complete -c mlflow -n "__fish_mlflow_using_subcommand webhooks; and __fish_seen_subcommand_from create" -l verbose -d 'Say more: the store, and what happens on the way'
complete -c mlflow -n "__fish_mlflow_using_subcommand webhooks; and __fish_seen_subcommand_from create" -s h -l help -d 'Print help'
complete -c mlflow -n "__fish_mlflow_using_subcommand webhooks; and __fish_seen_subcommand_from update" -l name -d 'New name' -r
complete -c mlflow -n "__fish_mlflow_using_subcommand webhooks; and __fish_seen_subcommand_from update" -l url -d 'New address' -r
complete -c mlflow -n "__fish_mlflow_using_subcommand webhooks; and __fish_seen_subcommand_from update" -l event -d 'What it hears of from now on; may be repeated, or a list with commas' -r
complete -c mlflow -n "__fish_mlflow_using_subcommand webhooks; and __fish_seen_subcommand_from update" -s d -l description -d 'What it is for' -r
complete -c mlflow -n "__fish_mlflow_using_subcommand webhooks; and __fish_seen_subcommand_from update" -l status -d 'Whether it hears anything' -r -f -a "active\t''
disabled\t''"
complete -c mlflow -n "__fish_mlflow_using_subcommand webhooks; and __fish_seen_subcommand_from update" -l secret-env -d 'Environment variable that holds the secret, which signs the deliveries' -r
complete -c mlflow -n "__fish_mlflow_using_subcommand webhooks; and __fish_seen_subcommand_from update" -l output -d 'Print the result as table, json, jsonl or csv [default: as MLflow does]' -r -f -a "table\t'Columns for people, as MLflow prints them'
json\t'One JSON document'
jsonl\t'One JSON document per line and result'
csv\t'Comma-separated values with a header'"
complete -c mlflow -n "__fish_mlflow_using_subcommand webhooks; and __fish_seen_subcommand_from update" -l color -d 'When to use colours: auto, always or never' -r -f -a "auto\t'On a terminal, unless NO_COLOR is set or CLICOLOR is 0'
always\t'Always'
never\t'Never'"
complete -c mlflow -n "__fish_mlflow_using_subcommand webhooks; and __fish_seen_subcommand_from update" -l secret-stdin -d 'Read the secret from stdin, up to its end; the end of the last line is not part of it'
complete -c mlflow -n "__fish_mlflow_using_subcommand webhooks; and __fish_seen_subcommand_from update" -l no-secret -d 'Sign deliveries no more'
complete -c mlflow -n "__fish_mlflow_using_subcommand webhooks; and __fish_seen_subcommand_from update" -l json -d 'The same as `--output json`'
complete -c mlflow -n "__fish_mlflow_using_subcommand webhooks; and __fish_seen_subcommand_from update" -l quiet -d 'Say errors and warnings alone'
complete -c mlflow -n "__fish_mlflow_using_subcommand webhooks; and __fish_seen_subcommand_from update" -l verbose -d 'Say more: the store, and what happens on the way'
complete -c mlflow -n "__fish_mlflow_using_subcommand webhooks; and __fish_seen_subcommand_from update" -s h -l help -d 'Print help'
complete -c mlflow -n "__fish_mlflow_using_subcommand webhooks; and __fish_seen_subcommand_from delete" -l output -d 'Print the result as table, json, jsonl or csv [default: as MLflow does]' -r -f -a "table\t'Columns for people, as MLflow prints them'
json\t'One JSON document'
jsonl\t'One JSON document per line and result'
csv\t'Comma-separated values with a header'"
complete -c mlflow -n "__fish_mlflow_using_subcommand webhooks; and __fish_seen_subcommand_from delete" -l color -d 'When to use colours: auto, always or never' -r -f -a "auto\t'On a terminal, unless NO_COLOR is set or CLICOLOR is 0'
always\t'Always'
never\t'Never'"
complete -c mlflow -n "__fish_mlflow_using_subcommand webhooks; and __fish_seen_subcommand_from delete" -l json -d 'The same as `--output json`'
complete -c mlflow -n "__fish_mlflow_using_subcommand webhooks; and __fish_seen_subcommand_from delete" -l quiet -d 'Say errors and warnings alone'
complete -c mlflow -n "__fish_mlflow_using_subcommand webhooks; and __fish_seen_subcommand_from delete" -l verbose -d 'Say more: the store, and what happens on the way'
complete -c mlflow -n "__fish_mlflow_using_subcommand webhooks; and __fish_seen_subcommand_from delete" -s h -l help -d 'Print help'
complete -c mlflow -n "__fish_mlflow_using_subcommand webhooks; and __fish_seen_subcommand_from test" -l event -d 'What the example tells of [default: the first event that the webhook hears of]' -r
complete -c mlflow -n "__fish_mlflow_using_subcommand webhooks; and __fish_seen_subcommand_from test" -l output -d 'Print the result as table, json, jsonl or csv [default: as MLflow does]' -r -f -a "table\t'Columns for people, as MLflow prints them'
json\t'One JSON document'
jsonl\t'One JSON document per line and result'
csv\t'Comma-separated values with a header'"
complete -c mlflow -n "__fish_mlflow_using_subcommand webhooks; and __fish_seen_subcommand_from test" -l color -d 'When to use colours: auto, always or never' -r -f -a "auto\t'On a terminal, unless NO_COLOR is set or CLICOLOR is 0'
always\t'Always'
never\t'Never'"
complete -c mlflow -n "__fish_mlflow_using_subcommand webhooks; and __fish_seen_subcommand_from test" -l json -d 'The same as `--output json`'
complete -c mlflow -n "__fish_mlflow_using_subcommand webhooks; and __fish_seen_subcommand_from test" -l quiet -d 'Say errors and warnings alone'
complete -c mlflow -n "__fish_mlflow_using_subcommand webhooks; and __fish_seen_subcommand_from test" -l verbose -d 'Say more: the store, and what happens on the way'
complete -c mlflow -n "__fish_mlflow_using_subcommand webhooks; and __fish_seen_subcommand_from test" -s h -l help -d 'Print help'
complete -c mlflow -n "__fish_mlflow_using_subcommand webhooks; and __fish_seen_subcommand_from help" -f -a "list" -d 'List webhooks, the newest first'
complete -c mlflow -n "__fish_mlflow_using_subcommand webhooks; and __fish_seen_subcommand_from help" -f -a "get" -d 'Show a webhook; its secret is never shown'
complete -c mlflow -n "__fish_mlflow_using_subcommand webhooks; and __fish_seen_subcommand_from help" -f -a "create" -d 'Create a webhook, and print its id'
complete -c mlflow -n "__fish_mlflow_using_subcommand webhooks; and __fish_seen_subcommand_from help" -f -a "update" -d 'Change a webhook; what is not named stays as it is'
complete -c mlflow -n "__fish_mlflow_using_subcommand webhooks; and __fish_seen_subcommand_from help" -f -a "delete" -d 'Delete a webhook'
complete -c mlflow -n "__fish_mlflow_using_subcommand webhooks; and __fish_seen_subcommand_from help" -f -a "test" -d 'Send a webhook an example; exit with 3 if it does not take it'
complete -c mlflow -n "__fish_mlflow_using_subcommand webhooks; and __fish_seen_subcommand_from help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c mlflow -n "__fish_mlflow_using_subcommand users; and not __fish_seen_subcommand_from create list delete update-password update-admin help" -l color -d 'When to use colours: auto, always or never' -r -f -a "auto\t'On a terminal, unless NO_COLOR is set or CLICOLOR is 0'
always\t'Always'
never\t'Never'"
complete -c mlflow -n "__fish_mlflow_using_subcommand users; and not __fish_seen_subcommand_from create list delete update-password update-admin help" -l quiet -d 'Say errors and warnings alone'
complete -c mlflow -n "__fish_mlflow_using_subcommand users; and not __fish_seen_subcommand_from create list delete update-password update-admin help" -l verbose -d 'Say more: the store, and what happens on the way'
complete -c mlflow -n "__fish_mlflow_using_subcommand users; and not __fish_seen_subcommand_from create list delete update-password update-admin help" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c mlflow -n "__fish_mlflow_using_subcommand users; and not __fish_seen_subcommand_from create list delete update-password update-admin help" -f -a "create" -d 'Add a user'
complete -c mlflow -n "__fish_mlflow_using_subcommand users; and not __fish_seen_subcommand_from create list delete update-password update-admin help" -f -a "list" -d 'List users'
complete -c mlflow -n "__fish_mlflow_using_subcommand users; and not __fish_seen_subcommand_from create list delete update-password update-admin help" -f -a "delete" -d 'Delete a user, with the permissions and tokens that the user has'
complete -c mlflow -n "__fish_mlflow_using_subcommand users; and not __fish_seen_subcommand_from create list delete update-password update-admin help" -f -a "update-password" -d 'Give a user another password'
complete -c mlflow -n "__fish_mlflow_using_subcommand users; and not __fish_seen_subcommand_from create list delete update-password update-admin help" -f -a "update-admin" -d 'Make a user an administrator, or take that away'
complete -c mlflow -n "__fish_mlflow_using_subcommand users; and not __fish_seen_subcommand_from create list delete update-password update-admin help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c mlflow -n "__fish_mlflow_using_subcommand users; and __fish_seen_subcommand_from create" -l password-env -d 'Environment variable that holds the password' -r
complete -c mlflow -n "__fish_mlflow_using_subcommand users; and __fish_seen_subcommand_from create" -l output -d 'Print the result as table, json, jsonl or csv [default: as MLflow does]' -r -f -a "table\t'Columns for people, as MLflow prints them'
json\t'One JSON document'
jsonl\t'One JSON document per line and result'
csv\t'Comma-separated values with a header'"
complete -c mlflow -n "__fish_mlflow_using_subcommand users; and __fish_seen_subcommand_from create" -l color -d 'When to use colours: auto, always or never' -r -f -a "auto\t'On a terminal, unless NO_COLOR is set or CLICOLOR is 0'
always\t'Always'
never\t'Never'"
complete -c mlflow -n "__fish_mlflow_using_subcommand users; and __fish_seen_subcommand_from create" -l admin -d 'Make the user an administrator'
complete -c mlflow -n "__fish_mlflow_using_subcommand users; and __fish_seen_subcommand_from create" -l password-stdin -d 'Read the password from stdin, up to its end; the end of the last line is not part of it'
complete -c mlflow -n "__fish_mlflow_using_subcommand users; and __fish_seen_subcommand_from create" -l json -d 'The same as `--output json`'
complete -c mlflow -n "__fish_mlflow_using_subcommand users; and __fish_seen_subcommand_from create" -l quiet -d 'Say errors and warnings alone'
complete -c mlflow -n "__fish_mlflow_using_subcommand users; and __fish_seen_subcommand_from create" -l verbose -d 'Say more: the store, and what happens on the way'
complete -c mlflow -n "__fish_mlflow_using_subcommand users; and __fish_seen_subcommand_from create" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c mlflow -n "__fish_mlflow_using_subcommand users; and __fish_seen_subcommand_from list" -l output -d 'Print the result as table, json, jsonl or csv [default: as MLflow does]' -r -f -a "table\t'Columns for people, as MLflow prints them'
json\t'One JSON document'
jsonl\t'One JSON document per line and result'
csv\t'Comma-separated values with a header'"
complete -c mlflow -n "__fish_mlflow_using_subcommand users; and __fish_seen_subcommand_from list" -l color -d 'When to use colours: auto, always or never' -r -f -a "auto\t'On a terminal, unless NO_COLOR is set or CLICOLOR is 0'
always\t'Always'
never\t'Never'"
complete -c mlflow -n "__fish_mlflow_using_subcommand users; and __fish_seen_subcommand_from list" -l json -d 'The same as `--output json`'
complete -c mlflow -n "__fish_mlflow_using_subcommand users; and __fish_seen_subcommand_from list" -l quiet -d 'Say errors and warnings alone'
complete -c mlflow -n "__fish_mlflow_using_subcommand users; and __fish_seen_subcommand_from list" -l verbose -d 'Say more: the store, and what happens on the way'
complete -c mlflow -n "__fish_mlflow_using_subcommand users; and __fish_seen_subcommand_from list" -s h -l help -d 'Print help'
complete -c mlflow -n "__fish_mlflow_using_subcommand users; and __fish_seen_subcommand_from delete" -l output -d 'Print the result as table, json, jsonl or csv [default: as MLflow does]' -r -f -a "table\t'Columns for people, as MLflow prints them'
json\t'One JSON document'
jsonl\t'One JSON document per line and result'
csv\t'Comma-separated values with a header'"
complete -c mlflow -n "__fish_mlflow_using_subcommand users; and __fish_seen_subcommand_from delete" -l color -d 'When to use colours: auto, always or never' -r -f -a "auto\t'On a terminal, unless NO_COLOR is set or CLICOLOR is 0'
always\t'Always'
never\t'Never'"
complete -c mlflow -n "__fish_mlflow_using_subcommand users; and __fish_seen_subcommand_from delete" -l json -d 'The same as `--output json`'
complete -c mlflow -n "__fish_mlflow_using_subcommand users; and __fish_seen_subcommand_from delete" -l quiet -d 'Say errors and warnings alone'
complete -c mlflow -n "__fish_mlflow_using_subcommand users; and __fish_seen_subcommand_from delete" -l verbose -d 'Say more: the store, and what happens on the way'
complete -c mlflow -n "__fish_mlflow_using_subcommand users; and __fish_seen_subcommand_from delete" -s h -l help -d 'Print help'
complete -c mlflow -n "__fish_mlflow_using_subcommand users; and __fish_seen_subcommand_from update-password" -l password-env -d 'Environment variable that holds the password' -r
complete -c mlflow -n "__fish_mlflow_using_subcommand users; and __fish_seen_subcommand_from update-password" -l output -d 'Print the result as table, json, jsonl or csv [default: as MLflow does]' -r -f -a "table\t'Columns for people, as MLflow prints them'
json\t'One JSON document'
jsonl\t'One JSON document per line and result'
csv\t'Comma-separated values with a header'"
complete -c mlflow -n "__fish_mlflow_using_subcommand users; and __fish_seen_subcommand_from update-password" -l color -d 'When to use colours: auto, always or never' -r -f -a "auto\t'On a terminal, unless NO_COLOR is set or CLICOLOR is 0'
always\t'Always'
never\t'Never'"
complete -c mlflow -n "__fish_mlflow_using_subcommand users; and __fish_seen_subcommand_from update-password" -l password-stdin -d 'Read the password from stdin, up to its end; the end of the last line is not part of it'
complete -c mlflow -n "__fish_mlflow_using_subcommand users; and __fish_seen_subcommand_from update-password" -l json -d 'The same as `--output json`'
complete -c mlflow -n "__fish_mlflow_using_subcommand users; and __fish_seen_subcommand_from update-password" -l quiet -d 'Say errors and warnings alone'
complete -c mlflow -n "__fish_mlflow_using_subcommand users; and __fish_seen_subcommand_from update-password" -l verbose -d 'Say more: the store, and what happens on the way'
complete -c mlflow -n "__fish_mlflow_using_subcommand users; and __fish_seen_subcommand_from update-password" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c mlflow -n "__fish_mlflow_using_subcommand users; and __fish_seen_subcommand_from update-admin" -l output -d 'Print the result as table, json, jsonl or csv [default: as MLflow does]' -r -f -a "table\t'Columns for people, as MLflow prints them'
json\t'One JSON document'
jsonl\t'One JSON document per line and result'
csv\t'Comma-separated values with a header'"
complete -c mlflow -n "__fish_mlflow_using_subcommand users; and __fish_seen_subcommand_from update-admin" -l color -d 'When to use colours: auto, always or never' -r -f -a "auto\t'On a terminal, unless NO_COLOR is set or CLICOLOR is 0'
always\t'Always'
never\t'Never'"
complete -c mlflow -n "__fish_mlflow_using_subcommand users; and __fish_seen_subcommand_from update-admin" -l json -d 'The same as `--output json`'
complete -c mlflow -n "__fish_mlflow_using_subcommand users; and __fish_seen_subcommand_from update-admin" -l quiet -d 'Say errors and warnings alone'
complete -c mlflow -n "__fish_mlflow_using_subcommand users; and __fish_seen_subcommand_from update-admin" -l verbose -d 'Say more: the store, and what happens on the way'
complete -c mlflow -n "__fish_mlflow_using_subcommand users; and __fish_seen_subcommand_from update-admin" -s h -l help -d 'Print help'
complete -c mlflow -n "__fish_mlflow_using_subcommand users; and __fish_seen_subcommand_from help" -f -a "create" -d 'Add a user'
complete -c mlflow -n "__fish_mlflow_using_subcommand users; and __fish_seen_subcommand_from help" -f -a "list" -d 'List users'
complete -c mlflow -n "__fish_mlflow_using_subcommand users; and __fish_seen_subcommand_from help" -f -a "delete" -d 'Delete a user, with the permissions and tokens that the user has'
complete -c mlflow -n "__fish_mlflow_using_subcommand users; and __fish_seen_subcommand_from help" -f -a "update-password" -d 'Give a user another password'
complete -c mlflow -n "__fish_mlflow_using_subcommand users; and __fish_seen_subcommand_from help" -f -a "update-admin" -d 'Make a user an administrator, or take that away'
complete -c mlflow -n "__fish_mlflow_using_subcommand users; and __fish_seen_subcommand_from help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c mlflow -n "__fish_mlflow_using_subcommand permissions; and not __fish_seen_subcommand_from grant revoke list help" -l color -d 'When to use colours: auto, always or never' -r -f -a "auto\t'On a terminal, unless NO_COLOR is set or CLICOLOR is 0'
always\t'Always'
never\t'Never'"
complete -c mlflow -n "__fish_mlflow_using_subcommand permissions; and not __fish_seen_subcommand_from grant revoke list help" -l quiet -d 'Say errors and warnings alone'
complete -c mlflow -n "__fish_mlflow_using_subcommand permissions; and not __fish_seen_subcommand_from grant revoke list help" -l verbose -d 'Say more: the store, and what happens on the way'
complete -c mlflow -n "__fish_mlflow_using_subcommand permissions; and not __fish_seen_subcommand_from grant revoke list help" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c mlflow -n "__fish_mlflow_using_subcommand permissions; and not __fish_seen_subcommand_from grant revoke list help" -f -a "grant" -d 'Give a user a permission on a resource'
complete -c mlflow -n "__fish_mlflow_using_subcommand permissions; and not __fish_seen_subcommand_from grant revoke list help" -f -a "revoke" -d 'Take a permission on a resource from a user'
complete -c mlflow -n "__fish_mlflow_using_subcommand permissions; and not __fish_seen_subcommand_from grant revoke list help" -f -a "list" -d 'List what a user may do, by roles or directly'
complete -c mlflow -n "__fish_mlflow_using_subcommand permissions; and not __fish_seen_subcommand_from grant revoke list help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c mlflow -n "__fish_mlflow_using_subcommand permissions; and __fish_seen_subcommand_from grant" -l output -d 'Print the result as table, json, jsonl or csv [default: as MLflow does]' -r -f -a "table\t'Columns for people, as MLflow prints them'
json\t'One JSON document'
jsonl\t'One JSON document per line and result'
csv\t'Comma-separated values with a header'"
complete -c mlflow -n "__fish_mlflow_using_subcommand permissions; and __fish_seen_subcommand_from grant" -l color -d 'When to use colours: auto, always or never' -r -f -a "auto\t'On a terminal, unless NO_COLOR is set or CLICOLOR is 0'
always\t'Always'
never\t'Never'"
complete -c mlflow -n "__fish_mlflow_using_subcommand permissions; and __fish_seen_subcommand_from grant" -l json -d 'The same as `--output json`'
complete -c mlflow -n "__fish_mlflow_using_subcommand permissions; and __fish_seen_subcommand_from grant" -l quiet -d 'Say errors and warnings alone'
complete -c mlflow -n "__fish_mlflow_using_subcommand permissions; and __fish_seen_subcommand_from grant" -l verbose -d 'Say more: the store, and what happens on the way'
complete -c mlflow -n "__fish_mlflow_using_subcommand permissions; and __fish_seen_subcommand_from grant" -s h -l help -d 'Print help'
complete -c mlflow -n "__fish_mlflow_using_subcommand permissions; and __fish_seen_subcommand_from revoke" -l output -d 'Print the result as table, json, jsonl or csv [default: as MLflow does]' -r -f -a "table\t'Columns for people, as MLflow prints them'
json\t'One JSON document'
jsonl\t'One JSON document per line and result'
csv\t'Comma-separated values with a header'"
complete -c mlflow -n "__fish_mlflow_using_subcommand permissions; and __fish_seen_subcommand_from revoke" -l color -d 'When to use colours: auto, always or never' -r -f -a "auto\t'On a terminal, unless NO_COLOR is set or CLICOLOR is 0'
always\t'Always'
never\t'Never'"
complete -c mlflow -n "__fish_mlflow_using_subcommand permissions; and __fish_seen_subcommand_from revoke" -l json -d 'The same as `--output json`'
complete -c mlflow -n "__fish_mlflow_using_subcommand permissions; and __fish_seen_subcommand_from revoke" -l quiet -d 'Say errors and warnings alone'
complete -c mlflow -n "__fish_mlflow_using_subcommand permissions; and __fish_seen_subcommand_from revoke" -l verbose -d 'Say more: the store, and what happens on the way'
complete -c mlflow -n "__fish_mlflow_using_subcommand permissions; and __fish_seen_subcommand_from revoke" -s h -l help -d 'Print help'
complete -c mlflow -n "__fish_mlflow_using_subcommand permissions; and __fish_seen_subcommand_from list" -l output -d 'Print the result as table, json, jsonl or csv [default: as MLflow does]' -r -f -a "table\t'Columns for people, as MLflow prints them'
json\t'One JSON document'
jsonl\t'One JSON document per line and result'
csv\t'Comma-separated values with a header'"
complete -c mlflow -n "__fish_mlflow_using_subcommand permissions; and __fish_seen_subcommand_from list" -l color -d 'When to use colours: auto, always or never' -r -f -a "auto\t'On a terminal, unless NO_COLOR is set or CLICOLOR is 0'
always\t'Always'
never\t'Never'"
complete -c mlflow -n "__fish_mlflow_using_subcommand permissions; and __fish_seen_subcommand_from list" -l json -d 'The same as `--output json`'
complete -c mlflow -n "__fish_mlflow_using_subcommand permissions; and __fish_seen_subcommand_from list" -l quiet -d 'Say errors and warnings alone'
complete -c mlflow -n "__fish_mlflow_using_subcommand permissions; and __fish_seen_subcommand_from list" -l verbose -d 'Say more: the store, and what happens on the way'
complete -c mlflow -n "__fish_mlflow_using_subcommand permissions; and __fish_seen_subcommand_from list" -s h -l help -d 'Print help'
complete -c mlflow -n "__fish_mlflow_using_subcommand permissions; and __fish_seen_subcommand_from help" -f -a "grant" -d 'Give a user a permission on a resource'
complete -c mlflow -n "__fish_mlflow_using_subcommand permissions; and __fish_seen_subcommand_from help" -f -a "revoke" -d 'Take a permission on a resource from a user'
complete -c mlflow -n "__fish_mlflow_using_subcommand permissions; and __fish_seen_subcommand_from help" -f -a "list" -d 'List what a user may do, by roles or directly'
complete -c mlflow -n "__fish_mlflow_using_subcommand permissions; and __fish_seen_subcommand_from help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c mlflow -n "__fish_mlflow_using_subcommand roles; and not __fish_seen_subcommand_from create list delete grant revoke assign unassign help" -l color -d 'When to use colours: auto, always or never' -r -f -a "auto\t'On a terminal, unless NO_COLOR is set or CLICOLOR is 0'
always\t'Always'
never\t'Never'"
complete -c mlflow -n "__fish_mlflow_using_subcommand roles; and not __fish_seen_subcommand_from create list delete grant revoke assign unassign help" -l quiet -d 'Say errors and warnings alone'
complete -c mlflow -n "__fish_mlflow_using_subcommand roles; and not __fish_seen_subcommand_from create list delete grant revoke assign unassign help" -l verbose -d 'Say more: the store, and what happens on the way'
complete -c mlflow -n "__fish_mlflow_using_subcommand roles; and not __fish_seen_subcommand_from create list delete grant revoke assign unassign help" -s h -l help -d 'Print help'
complete -c mlflow -n "__fish_mlflow_using_subcommand roles; and not __fish_seen_subcommand_from create list delete grant revoke assign unassign help" -f -a "create" -d 'Add a role, and print its id'
complete -c mlflow -n "__fish_mlflow_using_subcommand roles; and not __fish_seen_subcommand_from create list delete grant revoke assign unassign help" -f -a "list" -d 'List roles with what they permit'
complete -c mlflow -n "__fish_mlflow_using_subcommand roles; and not __fish_seen_subcommand_from create list delete grant revoke assign unassign help" -f -a "delete" -d 'Delete a role, and take it from all users'
complete -c mlflow -n "__fish_mlflow_using_subcommand roles; and not __fish_seen_subcommand_from create list delete grant revoke assign unassign help" -f -a "grant" -d 'Give a role a permission, and print its id'
complete -c mlflow -n "__fish_mlflow_using_subcommand roles; and not __fish_seen_subcommand_from create list delete grant revoke assign unassign help" -f -a "revoke" -d 'Take a permission from its role'
complete -c mlflow -n "__fish_mlflow_using_subcommand roles; and not __fish_seen_subcommand_from create list delete grant revoke assign unassign help" -f -a "assign" -d 'Give a user a role'
complete -c mlflow -n "__fish_mlflow_using_subcommand roles; and not __fish_seen_subcommand_from create list delete grant revoke assign unassign help" -f -a "unassign" -d 'Take a role from a user'
complete -c mlflow -n "__fish_mlflow_using_subcommand roles; and not __fish_seen_subcommand_from create list delete grant revoke assign unassign help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c mlflow -n "__fish_mlflow_using_subcommand roles; and __fish_seen_subcommand_from create" -s d -l description -d 'What it is for' -r
complete -c mlflow -n "__fish_mlflow_using_subcommand roles; and __fish_seen_subcommand_from create" -l output -d 'Print the result as table, json, jsonl or csv [default: as MLflow does]' -r -f -a "table\t'Columns for people, as MLflow prints them'
json\t'One JSON document'
jsonl\t'One JSON document per line and result'
csv\t'Comma-separated values with a header'"
complete -c mlflow -n "__fish_mlflow_using_subcommand roles; and __fish_seen_subcommand_from create" -l color -d 'When to use colours: auto, always or never' -r -f -a "auto\t'On a terminal, unless NO_COLOR is set or CLICOLOR is 0'
always\t'Always'
never\t'Never'"
complete -c mlflow -n "__fish_mlflow_using_subcommand roles; and __fish_seen_subcommand_from create" -l json -d 'The same as `--output json`'
complete -c mlflow -n "__fish_mlflow_using_subcommand roles; and __fish_seen_subcommand_from create" -l quiet -d 'Say errors and warnings alone'
complete -c mlflow -n "__fish_mlflow_using_subcommand roles; and __fish_seen_subcommand_from create" -l verbose -d 'Say more: the store, and what happens on the way'
complete -c mlflow -n "__fish_mlflow_using_subcommand roles; and __fish_seen_subcommand_from create" -s h -l help -d 'Print help'
complete -c mlflow -n "__fish_mlflow_using_subcommand roles; and __fish_seen_subcommand_from list" -l output -d 'Print the result as table, json, jsonl or csv [default: as MLflow does]' -r -f -a "table\t'Columns for people, as MLflow prints them'
json\t'One JSON document'
jsonl\t'One JSON document per line and result'
csv\t'Comma-separated values with a header'"
complete -c mlflow -n "__fish_mlflow_using_subcommand roles; and __fish_seen_subcommand_from list" -l color -d 'When to use colours: auto, always or never' -r -f -a "auto\t'On a terminal, unless NO_COLOR is set or CLICOLOR is 0'
always\t'Always'
never\t'Never'"
complete -c mlflow -n "__fish_mlflow_using_subcommand roles; and __fish_seen_subcommand_from list" -l json -d 'The same as `--output json`'
complete -c mlflow -n "__fish_mlflow_using_subcommand roles; and __fish_seen_subcommand_from list" -l quiet -d 'Say errors and warnings alone'
complete -c mlflow -n "__fish_mlflow_using_subcommand roles; and __fish_seen_subcommand_from list" -l verbose -d 'Say more: the store, and what happens on the way'
complete -c mlflow -n "__fish_mlflow_using_subcommand roles; and __fish_seen_subcommand_from list" -s h -l help -d 'Print help'
complete -c mlflow -n "__fish_mlflow_using_subcommand roles; and __fish_seen_subcommand_from delete" -l output -d 'Print the result as table, json, jsonl or csv [default: as MLflow does]' -r -f -a "table\t'Columns for people, as MLflow prints them'
json\t'One JSON document'
jsonl\t'One JSON document per line and result'
csv\t'Comma-separated values with a header'"
complete -c mlflow -n "__fish_mlflow_using_subcommand roles; and __fish_seen_subcommand_from delete" -l color -d 'When to use colours: auto, always or never' -r -f -a "auto\t'On a terminal, unless NO_COLOR is set or CLICOLOR is 0'
always\t'Always'
never\t'Never'"
complete -c mlflow -n "__fish_mlflow_using_subcommand roles; and __fish_seen_subcommand_from delete" -l json -d 'The same as `--output json`'
complete -c mlflow -n "__fish_mlflow_using_subcommand roles; and __fish_seen_subcommand_from delete" -l quiet -d 'Say errors and warnings alone'
complete -c mlflow -n "__fish_mlflow_using_subcommand roles; and __fish_seen_subcommand_from delete" -l verbose -d 'Say more: the store, and what happens on the way'
complete -c mlflow -n "__fish_mlflow_using_subcommand roles; and __fish_seen_subcommand_from delete" -s h -l help -d 'Print help'
complete -c mlflow -n "__fish_mlflow_using_subcommand roles; and __fish_seen_subcommand_from grant" -l output -d 'Print the result as table, json, jsonl or csv [default: as MLflow does]' -r -f -a "table\t'Columns for people, as MLflow prints them'
json\t'One JSON document'
jsonl\t'One JSON document per line and result'
csv\t'Comma-separated values with a header'"
complete -c mlflow -n "__fish_mlflow_using_subcommand roles; and __fish_seen_subcommand_from grant" -l color -d 'When to use colours: auto, always or never' -r -f -a "auto\t'On a terminal, unless NO_COLOR is set or CLICOLOR is 0'
always\t'Always'
never\t'Never'"
complete -c mlflow -n "__fish_mlflow_using_subcommand roles; and __fish_seen_subcommand_from grant" -l json -d 'The same as `--output json`'
complete -c mlflow -n "__fish_mlflow_using_subcommand roles; and __fish_seen_subcommand_from grant" -l quiet -d 'Say errors and warnings alone'
complete -c mlflow -n "__fish_mlflow_using_subcommand roles; and __fish_seen_subcommand_from grant" -l verbose -d 'Say more: the store, and what happens on the way'
complete -c mlflow -n "__fish_mlflow_using_subcommand roles; and __fish_seen_subcommand_from grant" -s h -l help -d 'Print help'
complete -c mlflow -n "__fish_mlflow_using_subcommand roles; and __fish_seen_subcommand_from revoke" -l output -d 'Print the result as table, json, jsonl or csv [default: as MLflow does]' -r -f -a "table\t'Columns for people, as MLflow prints them'
json\t'One JSON document'
jsonl\t'One JSON document per line and result'
csv\t'Comma-separated values with a header'"
complete -c mlflow -n "__fish_mlflow_using_subcommand roles; and __fish_seen_subcommand_from revoke" -l color -d 'When to use colours: auto, always or never' -r -f -a "auto\t'On a terminal, unless NO_COLOR is set or CLICOLOR is 0'
always\t'Always'
never\t'Never'"
complete -c mlflow -n "__fish_mlflow_using_subcommand roles; and __fish_seen_subcommand_from revoke" -l json -d 'The same as `--output json`'
complete -c mlflow -n "__fish_mlflow_using_subcommand roles; and __fish_seen_subcommand_from revoke" -l quiet -d 'Say errors and warnings alone'
complete -c mlflow -n "__fish_mlflow_using_subcommand roles; and __fish_seen_subcommand_from revoke" -l verbose -d 'Say more: the store, and what happens on the way'
complete -c mlflow -n "__fish_mlflow_using_subcommand roles; and __fish_seen_subcommand_from revoke" -s h -l help -d 'Print help'
complete -c mlflow -n "__fish_mlflow_using_subcommand roles; and __fish_seen_subcommand_from assign" -l output -d 'Print the result as table, json, jsonl or csv [default: as MLflow does]' -r -f -a "table\t'Columns for people, as MLflow prints them'
json\t'One JSON document'
jsonl\t'One JSON document per line and result'
csv\t'Comma-separated values with a header'"
complete -c mlflow -n "__fish_mlflow_using_subcommand roles; and __fish_seen_subcommand_from assign" -l color -d 'When to use colours: auto, always or never' -r -f -a "auto\t'On a terminal, unless NO_COLOR is set or CLICOLOR is 0'
always\t'Always'
never\t'Never'"
complete -c mlflow -n "__fish_mlflow_using_subcommand roles; and __fish_seen_subcommand_from assign" -l json -d 'The same as `--output json`'
complete -c mlflow -n "__fish_mlflow_using_subcommand roles; and __fish_seen_subcommand_from assign" -l quiet -d 'Say errors and warnings alone'
complete -c mlflow -n "__fish_mlflow_using_subcommand roles; and __fish_seen_subcommand_from assign" -l verbose -d 'Say more: the store, and what happens on the way'
complete -c mlflow -n "__fish_mlflow_using_subcommand roles; and __fish_seen_subcommand_from assign" -s h -l help -d 'Print help'
complete -c mlflow -n "__fish_mlflow_using_subcommand roles; and __fish_seen_subcommand_from unassign" -l output -d 'Print the result as table, json, jsonl or csv [default: as MLflow does]' -r -f -a "table\t'Columns for people, as MLflow prints them'
json\t'One JSON document'
jsonl\t'One JSON document per line and result'
csv\t'Comma-separated values with a header'"
complete -c mlflow -n "__fish_mlflow_using_subcommand roles; and __fish_seen_subcommand_from unassign" -l color -d 'When to use colours: auto, always or never' -r -f -a "auto\t'On a terminal, unless NO_COLOR is set or CLICOLOR is 0'
always\t'Always'
never\t'Never'"
complete -c mlflow -n "__fish_mlflow_using_subcommand roles; and __fish_seen_subcommand_from unassign" -l json -d 'The same as `--output json`'
complete -c mlflow -n "__fish_mlflow_using_subcommand roles; and __fish_seen_subcommand_from unassign" -l quiet -d 'Say errors and warnings alone'
complete -c mlflow -n "__fish_mlflow_using_subcommand roles; and __fish_seen_subcommand_from unassign" -l verbose -d 'Say more: the store, and what happens on the way'
complete -c mlflow -n "__fish_mlflow_using_subcommand roles; and __fish_seen_subcommand_from unassign" -s h -l help -d 'Print help'
complete -c mlflow -n "__fish_mlflow_using_subcommand roles; and __fish_seen_subcommand_from help" -f -a "create" -d 'Add a role, and print its id'
complete -c mlflow -n "__fish_mlflow_using_subcommand roles; and __fish_seen_subcommand_from help" -f -a "list" -d 'List roles with what they permit'
complete -c mlflow -n "__fish_mlflow_using_subcommand roles; and __fish_seen_subcommand_from help" -f -a "delete" -d 'Delete a role, and take it from all users'
complete -c mlflow -n "__fish_mlflow_using_subcommand roles; and __fish_seen_subcommand_from help" -f -a "grant" -d 'Give a role a permission, and print its id'
complete -c mlflow -n "__fish_mlflow_using_subcommand roles; and __fish_seen_subcommand_from help" -f -a "revoke" -d 'Take a permission from its role'
complete -c mlflow -n "__fish_mlflow_using_subcommand roles; and __fish_seen_subcommand_from help" -f -a "assign" -d 'Give a user a role'
complete -c mlflow -n "__fish_mlflow_using_subcommand roles; and __fish_seen_subcommand_from help" -f -a "unassign" -d 'Take a role from a user'
complete -c mlflow -n "__fish_mlflow_using_subcommand roles; and __fish_seen_subcommand_from help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c mlflow -n "__fish_mlflow_using_subcommand tokens; and not __fish_seen_subcommand_from create list revoke help" -l color -d 'When to use colours: auto, always or never' -r -f -a "auto\t'On a terminal, unless NO_COLOR is set or CLICOLOR is 0'
always\t'Always'
never\t'Never'"
complete -c mlflow -n "__fish_mlflow_using_subcommand tokens; and not __fish_seen_subcommand_from create list revoke help" -l quiet -d 'Say errors and warnings alone'
complete -c mlflow -n "__fish_mlflow_using_subcommand tokens; and not __fish_seen_subcommand_from create list revoke help" -l verbose -d 'Say more: the store, and what happens on the way'
complete -c mlflow -n "__fish_mlflow_using_subcommand tokens; and not __fish_seen_subcommand_from create list revoke help" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c mlflow -n "__fish_mlflow_using_subcommand tokens; and not __fish_seen_subcommand_from create list revoke help" -f -a "create" -d 'Make an access token, and print it: it is not shown again'
complete -c mlflow -n "__fish_mlflow_using_subcommand tokens; and not __fish_seen_subcommand_from create list revoke help" -f -a "list" -d 'List your access tokens, the oldest first'
complete -c mlflow -n "__fish_mlflow_using_subcommand tokens; and not __fish_seen_subcommand_from create list revoke help" -f -a "revoke" -d 'End an access token'
complete -c mlflow -n "__fish_mlflow_using_subcommand tokens; and not __fish_seen_subcommand_from create list revoke help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c mlflow -n "__fish_mlflow_using_subcommand tokens; and __fish_seen_subcommand_from create" -l scope -d 'What it allows, of what you may do' -r -f -a "read\t'To look and to search'
write\t'Everything'"
complete -c mlflow -n "__fish_mlflow_using_subcommand tokens; and __fish_seen_subcommand_from create" -l expires -d 'After how long it is void, such as 90d or 12h [default: never]' -r
complete -c mlflow -n "__fish_mlflow_using_subcommand tokens; and __fish_seen_subcommand_from create" -l output -d 'Print the result as table, json, jsonl or csv [default: as MLflow does]' -r -f -a "table\t'Columns for people, as MLflow prints them'
json\t'One JSON document'
jsonl\t'One JSON document per line and result'
csv\t'Comma-separated values with a header'"
complete -c mlflow -n "__fish_mlflow_using_subcommand tokens; and __fish_seen_subcommand_from create" -l color -d 'When to use colours: auto, always or never' -r -f -a "auto\t'On a terminal, unless NO_COLOR is set or CLICOLOR is 0'
always\t'Always'
never\t'Never'"
complete -c mlflow -n "__fish_mlflow_using_subcommand tokens; and __fish_seen_subcommand_from create" -l json -d 'The same as `--output json`'
complete -c mlflow -n "__fish_mlflow_using_subcommand tokens; and __fish_seen_subcommand_from create" -l quiet -d 'Say errors and warnings alone'
complete -c mlflow -n "__fish_mlflow_using_subcommand tokens; and __fish_seen_subcommand_from create" -l verbose -d 'Say more: the store, and what happens on the way'
complete -c mlflow -n "__fish_mlflow_using_subcommand tokens; and __fish_seen_subcommand_from create" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c mlflow -n "__fish_mlflow_using_subcommand tokens; and __fish_seen_subcommand_from list" -l output -d 'Print the result as table, json, jsonl or csv [default: as MLflow does]' -r -f -a "table\t'Columns for people, as MLflow prints them'
json\t'One JSON document'
jsonl\t'One JSON document per line and result'
csv\t'Comma-separated values with a header'"
complete -c mlflow -n "__fish_mlflow_using_subcommand tokens; and __fish_seen_subcommand_from list" -l color -d 'When to use colours: auto, always or never' -r -f -a "auto\t'On a terminal, unless NO_COLOR is set or CLICOLOR is 0'
always\t'Always'
never\t'Never'"
complete -c mlflow -n "__fish_mlflow_using_subcommand tokens; and __fish_seen_subcommand_from list" -l json -d 'The same as `--output json`'
complete -c mlflow -n "__fish_mlflow_using_subcommand tokens; and __fish_seen_subcommand_from list" -l quiet -d 'Say errors and warnings alone'
complete -c mlflow -n "__fish_mlflow_using_subcommand tokens; and __fish_seen_subcommand_from list" -l verbose -d 'Say more: the store, and what happens on the way'
complete -c mlflow -n "__fish_mlflow_using_subcommand tokens; and __fish_seen_subcommand_from list" -s h -l help -d 'Print help'
complete -c mlflow -n "__fish_mlflow_using_subcommand tokens; and __fish_seen_subcommand_from revoke" -l output -d 'Print the result as table, json, jsonl or csv [default: as MLflow does]' -r -f -a "table\t'Columns for people, as MLflow prints them'
json\t'One JSON document'
jsonl\t'One JSON document per line and result'
csv\t'Comma-separated values with a header'"
complete -c mlflow -n "__fish_mlflow_using_subcommand tokens; and __fish_seen_subcommand_from revoke" -l color -d 'When to use colours: auto, always or never' -r -f -a "auto\t'On a terminal, unless NO_COLOR is set or CLICOLOR is 0'
always\t'Always'
never\t'Never'"
complete -c mlflow -n "__fish_mlflow_using_subcommand tokens; and __fish_seen_subcommand_from revoke" -l json -d 'The same as `--output json`'
complete -c mlflow -n "__fish_mlflow_using_subcommand tokens; and __fish_seen_subcommand_from revoke" -l quiet -d 'Say errors and warnings alone'
complete -c mlflow -n "__fish_mlflow_using_subcommand tokens; and __fish_seen_subcommand_from revoke" -l verbose -d 'Say more: the store, and what happens on the way'
complete -c mlflow -n "__fish_mlflow_using_subcommand tokens; and __fish_seen_subcommand_from revoke" -s h -l help -d 'Print help'
complete -c mlflow -n "__fish_mlflow_using_subcommand tokens; and __fish_seen_subcommand_from help" -f -a "create" -d 'Make an access token, and print it: it is not shown again'
complete -c mlflow -n "__fish_mlflow_using_subcommand tokens; and __fish_seen_subcommand_from help" -f -a "list" -d 'List your access tokens, the oldest first'
complete -c mlflow -n "__fish_mlflow_using_subcommand tokens; and __fish_seen_subcommand_from help" -f -a "revoke" -d 'End an access token'
complete -c mlflow -n "__fish_mlflow_using_subcommand tokens; and __fish_seen_subcommand_from help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c mlflow -n "__fish_mlflow_using_subcommand login" -s u -l username -d 'Name of the user, to log in by a password and without a browser' -r
complete -c mlflow -n "__fish_mlflow_using_subcommand login" -l password-env -d 'Environment variable that holds the password' -r
complete -c mlflow -n "__fish_mlflow_using_subcommand login" -l color -d 'When to use colours: auto, always or never' -r -f -a "auto\t'On a terminal, unless NO_COLOR is set or CLICOLOR is 0'
always\t'Always'
never\t'Never'"
complete -c mlflow -n "__fish_mlflow_using_subcommand login" -l password-stdin -d 'Read the password from stdin, up to its end; the end of the last line is not part of it'
complete -c mlflow -n "__fish_mlflow_using_subcommand login" -l quiet -d 'Say errors and warnings alone'
complete -c mlflow -n "__fish_mlflow_using_subcommand login" -l verbose -d 'Say more: the store, and what happens on the way'
complete -c mlflow -n "__fish_mlflow_using_subcommand login" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c mlflow -n "__fish_mlflow_using_subcommand logout" -l color -d 'When to use colours: auto, always or never' -r -f -a "auto\t'On a terminal, unless NO_COLOR is set or CLICOLOR is 0'
always\t'Always'
never\t'Never'"
complete -c mlflow -n "__fish_mlflow_using_subcommand logout" -l quiet -d 'Say errors and warnings alone'
complete -c mlflow -n "__fish_mlflow_using_subcommand logout" -l verbose -d 'Say more: the store, and what happens on the way'
complete -c mlflow -n "__fish_mlflow_using_subcommand logout" -s h -l help -d 'Print help'
complete -c mlflow -n "__fish_mlflow_using_subcommand whoami" -l output -d 'Print the result as table, json, jsonl or csv [default: as MLflow does]' -r -f -a "table\t'Columns for people, as MLflow prints them'
json\t'One JSON document'
jsonl\t'One JSON document per line and result'
csv\t'Comma-separated values with a header'"
complete -c mlflow -n "__fish_mlflow_using_subcommand whoami" -l color -d 'When to use colours: auto, always or never' -r -f -a "auto\t'On a terminal, unless NO_COLOR is set or CLICOLOR is 0'
always\t'Always'
never\t'Never'"
complete -c mlflow -n "__fish_mlflow_using_subcommand whoami" -l json -d 'The same as `--output json`'
complete -c mlflow -n "__fish_mlflow_using_subcommand whoami" -l quiet -d 'Say errors and warnings alone'
complete -c mlflow -n "__fish_mlflow_using_subcommand whoami" -l verbose -d 'Say more: the store, and what happens on the way'
complete -c mlflow -n "__fish_mlflow_using_subcommand whoami" -s h -l help -d 'Print help'
complete -c mlflow -n "__fish_mlflow_using_subcommand db; and not __fish_seen_subcommand_from create upgrade backup status help" -l color -d 'When to use colours: auto, always or never' -r -f -a "auto\t'On a terminal, unless NO_COLOR is set or CLICOLOR is 0'
always\t'Always'
never\t'Never'"
complete -c mlflow -n "__fish_mlflow_using_subcommand db; and not __fish_seen_subcommand_from create upgrade backup status help" -l quiet -d 'Say errors and warnings alone'
complete -c mlflow -n "__fish_mlflow_using_subcommand db; and not __fish_seen_subcommand_from create upgrade backup status help" -l verbose -d 'Say more: the store, and what happens on the way'
complete -c mlflow -n "__fish_mlflow_using_subcommand db; and not __fish_seen_subcommand_from create upgrade backup status help" -s h -l help -d 'Print help'
complete -c mlflow -n "__fish_mlflow_using_subcommand db; and not __fish_seen_subcommand_from create upgrade backup status help" -f -a "create" -d 'Make a database with the schema of any release of MLflow since 1.0'
complete -c mlflow -n "__fish_mlflow_using_subcommand db; and not __fish_seen_subcommand_from create upgrade backup status help" -f -a "upgrade" -d 'Bring a database of MLflow 1.0 or later to the schema of a later release'
complete -c mlflow -n "__fish_mlflow_using_subcommand db; and not __fish_seen_subcommand_from create upgrade backup status help" -f -a "backup" -d 'Copy an SQLite database as it is at this moment, while others go on writing'
complete -c mlflow -n "__fish_mlflow_using_subcommand db; and not __fish_seen_subcommand_from create upgrade backup status help" -f -a "status" -d 'Show which MLflow a database belongs to, what an upgrade would do, and whether it is whole'
complete -c mlflow -n "__fish_mlflow_using_subcommand db; and not __fish_seen_subcommand_from create upgrade backup status help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c mlflow -n "__fish_mlflow_using_subcommand db; and __fish_seen_subcommand_from create" -l schema -d 'The schema: a release such as 3.17 or 2.9.2, or an Alembic revision; the newest that is known if not given' -r
complete -c mlflow -n "__fish_mlflow_using_subcommand db; and __fish_seen_subcommand_from create" -l color -d 'When to use colours: auto, always or never' -r -f -a "auto\t'On a terminal, unless NO_COLOR is set or CLICOLOR is 0'
always\t'Always'
never\t'Never'"
complete -c mlflow -n "__fish_mlflow_using_subcommand db; and __fish_seen_subcommand_from create" -l quiet -d 'Say errors and warnings alone'
complete -c mlflow -n "__fish_mlflow_using_subcommand db; and __fish_seen_subcommand_from create" -l verbose -d 'Say more: the store, and what happens on the way'
complete -c mlflow -n "__fish_mlflow_using_subcommand db; and __fish_seen_subcommand_from create" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c mlflow -n "__fish_mlflow_using_subcommand db; and __fish_seen_subcommand_from upgrade" -l to -d 'The schema to bring it to: a release such as 3.17, or an Alembic revision; the newest that is known if not given' -r
complete -c mlflow -n "__fish_mlflow_using_subcommand db; and __fish_seen_subcommand_from upgrade" -l output -d 'Print the result as table, json, jsonl or csv [default: as MLflow does]' -r -f -a "table\t'Columns for people, as MLflow prints them'
json\t'One JSON document'
jsonl\t'One JSON document per line and result'
csv\t'Comma-separated values with a header'"
complete -c mlflow -n "__fish_mlflow_using_subcommand db; and __fish_seen_subcommand_from upgrade" -l color -d 'When to use colours: auto, always or never' -r -f -a "auto\t'On a terminal, unless NO_COLOR is set or CLICOLOR is 0'
always\t'Always'
never\t'Never'"
complete -c mlflow -n "__fish_mlflow_using_subcommand db; and __fish_seen_subcommand_from upgrade" -l no-backup -d 'Keep no copy of the SQLite database as it was'
complete -c mlflow -n "__fish_mlflow_using_subcommand db; and __fish_seen_subcommand_from upgrade" -l json -d 'The same as `--output json`'
complete -c mlflow -n "__fish_mlflow_using_subcommand db; and __fish_seen_subcommand_from upgrade" -l quiet -d 'Say errors and warnings alone'
complete -c mlflow -n "__fish_mlflow_using_subcommand db; and __fish_seen_subcommand_from upgrade" -l verbose -d 'Say more: the store, and what happens on the way'
complete -c mlflow -n "__fish_mlflow_using_subcommand db; and __fish_seen_subcommand_from upgrade" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c mlflow -n "__fish_mlflow_using_subcommand db; and __fish_seen_subcommand_from backup" -l color -d 'When to use colours: auto, always or never' -r -f -a "auto\t'On a terminal, unless NO_COLOR is set or CLICOLOR is 0'
always\t'Always'
never\t'Never'"
complete -c mlflow -n "__fish_mlflow_using_subcommand db; and __fish_seen_subcommand_from backup" -l overwrite -d 'Replace the file if it already exists'
complete -c mlflow -n "__fish_mlflow_using_subcommand db; and __fish_seen_subcommand_from backup" -l quiet -d 'Say errors and warnings alone'
complete -c mlflow -n "__fish_mlflow_using_subcommand db; and __fish_seen_subcommand_from backup" -l verbose -d 'Say more: the store, and what happens on the way'
complete -c mlflow -n "__fish_mlflow_using_subcommand db; and __fish_seen_subcommand_from backup" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c mlflow -n "__fish_mlflow_using_subcommand db; and __fish_seen_subcommand_from status" -l output -d 'Print the result as table, json, jsonl or csv [default: as MLflow does]' -r -f -a "table\t'Columns for people, as MLflow prints them'
json\t'One JSON document'
jsonl\t'One JSON document per line and result'
csv\t'Comma-separated values with a header'"
complete -c mlflow -n "__fish_mlflow_using_subcommand db; and __fish_seen_subcommand_from status" -l color -d 'When to use colours: auto, always or never' -r -f -a "auto\t'On a terminal, unless NO_COLOR is set or CLICOLOR is 0'
always\t'Always'
never\t'Never'"
complete -c mlflow -n "__fish_mlflow_using_subcommand db; and __fish_seen_subcommand_from status" -l json -d 'The same as `--output json`'
complete -c mlflow -n "__fish_mlflow_using_subcommand db; and __fish_seen_subcommand_from status" -l quiet -d 'Say errors and warnings alone'
complete -c mlflow -n "__fish_mlflow_using_subcommand db; and __fish_seen_subcommand_from status" -l verbose -d 'Say more: the store, and what happens on the way'
complete -c mlflow -n "__fish_mlflow_using_subcommand db; and __fish_seen_subcommand_from status" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c mlflow -n "__fish_mlflow_using_subcommand db; and __fish_seen_subcommand_from help" -f -a "create" -d 'Make a database with the schema of any release of MLflow since 1.0'
complete -c mlflow -n "__fish_mlflow_using_subcommand db; and __fish_seen_subcommand_from help" -f -a "upgrade" -d 'Bring a database of MLflow 1.0 or later to the schema of a later release'
complete -c mlflow -n "__fish_mlflow_using_subcommand db; and __fish_seen_subcommand_from help" -f -a "backup" -d 'Copy an SQLite database as it is at this moment, while others go on writing'
complete -c mlflow -n "__fish_mlflow_using_subcommand db; and __fish_seen_subcommand_from help" -f -a "status" -d 'Show which MLflow a database belongs to, what an upgrade would do, and whether it is whole'
complete -c mlflow -n "__fish_mlflow_using_subcommand db; and __fish_seen_subcommand_from help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c mlflow -n "__fish_mlflow_using_subcommand run" -s e -l entry-point -d 'Entry point, or a script of the project such as `train.py`' -r
complete -c mlflow -n "__fish_mlflow_using_subcommand run" -s v -l version -d 'Version of a project in a git repository: a branch, tag or commit' -r
complete -c mlflow -n "__fish_mlflow_using_subcommand run" -s P -l param-list -d 'Parameter, as name=value, or name alone for a flag; may be repeated' -r
complete -c mlflow -n "__fish_mlflow_using_subcommand run" -s A -l docker-args -d 'Argument for `docker run`, as name=value or name; may be repeated' -r
complete -c mlflow -n "__fish_mlflow_using_subcommand run" -l experiment-id -d 'ID of the experiment [env: MLFLOW_EXPERIMENT_ID] [default: 0]' -r
complete -c mlflow -n "__fish_mlflow_using_subcommand run" -l experiment-name -d 'Name of the experiment, created if it is new [env: MLFLOW_EXPERIMENT_NAME]' -r
complete -c mlflow -n "__fish_mlflow_using_subcommand run" -s b -l backend -d 'Where the command runs: `local` or `kubernetes`' -r
complete -c mlflow -n "__fish_mlflow_using_subcommand run" -s c -l backend-config -d 'Settings of the backend: JSON, or a file whose name ends in `.json`' -r
complete -c mlflow -n "__fish_mlflow_using_subcommand run" -l env-manager -d 'What builds the project\'s environment' -r -f -a "local\t'Nothing: the programs on the PATH are taken'
virtualenv\t'uv where it is on the PATH, or else Python\'s venv and pip'
uv\t'uv'
conda\t'conda, mamba or micromamba'"
complete -c mlflow -n "__fish_mlflow_using_subcommand run" -l storage-dir -d 'Folder for the artifacts that parameters of type `path` download [env: MLFLOW_TMP_DIR]' -r -F
complete -c mlflow -n "__fish_mlflow_using_subcommand run" -l run-id -d 'A run to continue, instead of starting one: its ID, its name or `@last`' -r
complete -c mlflow -n "__fish_mlflow_using_subcommand run" -l run-name -d 'Name of the run; a random one by default' -r
complete -c mlflow -n "__fish_mlflow_using_subcommand run" -l run-id-file -d 'File to which the run\'s ID is written, as soon as there is a run' -r -F
complete -c mlflow -n "__fish_mlflow_using_subcommand run" -l output -d 'Print the result as table, json, jsonl or csv [default: as MLflow does]' -r -f -a "table\t'Columns for people, as MLflow prints them'
json\t'One JSON document'
jsonl\t'One JSON document per line and result'
csv\t'Comma-separated values with a header'"
complete -c mlflow -n "__fish_mlflow_using_subcommand run" -l tracking -d 'How MLflow clients of any version that the command uses reach a local store' -r -f -a "auto\t'Whichever is best for the store'
server\t'A server of the run\'s own, which ends with its command'
direct\t'The store\'s own URI, for clients that know this kind of store, and for what goes on after the command\'s end'"
complete -c mlflow -n "__fish_mlflow_using_subcommand run" -l retry -d 'Repeat a failed run up to N times, each time as a new run' -r
complete -c mlflow -n "__fish_mlflow_using_subcommand run" -l timeout -d 'End the run as KILLED after this time, such as 90, 15m or 1h30m' -r
complete -c mlflow -n "__fish_mlflow_using_subcommand run" -l sample -d 'Try only N of them, chosen at random' -r
complete -c mlflow -n "__fish_mlflow_using_subcommand run" -l seed -d 'Seed of the choice, to make the same one again' -r
complete -c mlflow -n "__fish_mlflow_using_subcommand run" -s j -l jobs -d 'How many trials run at the same time' -r
complete -c mlflow -n "__fish_mlflow_using_subcommand run" -l objective -d 'Sort the table at the end by a metric: `metrics.loss:min` or `metrics.acc:max`' -r
complete -c mlflow -n "__fish_mlflow_using_subcommand run" -l color -d 'When to use colours: auto, always or never' -r -f -a "auto\t'On a terminal, unless NO_COLOR is set or CLICOLOR is 0'
always\t'Always'
never\t'Never'"
complete -c mlflow -n "__fish_mlflow_using_subcommand run" -l help-project -d 'List the project\'s entry points and their parameters, and run nothing'
complete -c mlflow -n "__fish_mlflow_using_subcommand run" -l no-conda -d 'Take the programs on the PATH, as `--env-manager local` does'
complete -c mlflow -n "__fish_mlflow_using_subcommand run" -l build-image -d 'Build a new image with the project\'s files, for a project with a `docker_env`'
complete -c mlflow -n "__fish_mlflow_using_subcommand run" -l json -d 'The same as `--output json`'
complete -c mlflow -n "__fish_mlflow_using_subcommand run" -l needed -d 'Run only if there is no finished run with the same inputs; the last line on stdout is the ID of that run, or of the new one'
complete -c mlflow -n "__fish_mlflow_using_subcommand run" -l background -d 'Run in the background, and print the ID of the run; see `mlflow runs wait`'
complete -c mlflow -n "__fish_mlflow_using_subcommand run" -l grid -d 'Try all combinations of the values that commas separate: `-P lr=0.1,0.01 --grid`'
complete -c mlflow -n "__fish_mlflow_using_subcommand run" -l detached -d 'This process carries out a run that another one has started'
complete -c mlflow -n "__fish_mlflow_using_subcommand run" -l quiet -d 'Say errors and warnings alone'
complete -c mlflow -n "__fish_mlflow_using_subcommand run" -l verbose -d 'Say more: the store, and what happens on the way'
complete -c mlflow -n "__fish_mlflow_using_subcommand run" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c mlflow -n "__fish_mlflow_using_subcommand exec" -l experiment-id -d 'ID of the experiment [env: MLFLOW_EXPERIMENT_ID] [default: 0]' -r
complete -c mlflow -n "__fish_mlflow_using_subcommand exec" -l experiment-name -d 'Name of the experiment, created if it is new [env: MLFLOW_EXPERIMENT_NAME]' -r
complete -c mlflow -n "__fish_mlflow_using_subcommand exec" -l run-id -d 'A run to continue, instead of starting one: its ID, its name or `@last`' -r
complete -c mlflow -n "__fish_mlflow_using_subcommand exec" -l run-name -d 'Name of the run; a random one by default [env: MLFLOW_RUN_NAME]' -r
complete -c mlflow -n "__fish_mlflow_using_subcommand exec" -s t -l tags -d 'Tag to set, as key=value; may be repeated' -r
complete -c mlflow -n "__fish_mlflow_using_subcommand exec" -s P -l param -d 'Param to log, as name=value; may be repeated' -r
complete -c mlflow -n "__fish_mlflow_using_subcommand exec" -l run-id-file -d 'File to which the run\'s ID is written, as soon as there is a run' -r -F
complete -c mlflow -n "__fish_mlflow_using_subcommand exec" -l output -d 'Print the result as table, json, jsonl or csv [default: as MLflow does]' -r -f -a "table\t'Columns for people, as MLflow prints them'
json\t'One JSON document'
jsonl\t'One JSON document per line and result'
csv\t'Comma-separated values with a header'"
complete -c mlflow -n "__fish_mlflow_using_subcommand exec" -l tracking -d 'How MLflow clients of any version that the command uses reach a local store' -r -f -a "auto\t'Whichever is best for the store'
server\t'A server of the run\'s own, which ends with its command'
direct\t'The store\'s own URI, for clients that know this kind of store, and for what goes on after the command\'s end'"
complete -c mlflow -n "__fish_mlflow_using_subcommand exec" -l color -d 'When to use colours: auto, always or never' -r -f -a "auto\t'On a terminal, unless NO_COLOR is set or CLICOLOR is 0'
always\t'Always'
never\t'Never'"
complete -c mlflow -n "__fish_mlflow_using_subcommand exec" -l no-arguments -d 'Record the program\'s name alone, and not its arguments'
complete -c mlflow -n "__fish_mlflow_using_subcommand exec" -l no-run -d 'Start no run: the command finds the store and the experiment, and starts its runs itself'
complete -c mlflow -n "__fish_mlflow_using_subcommand exec" -l json -d 'The same as `--output json`'
complete -c mlflow -n "__fish_mlflow_using_subcommand exec" -l quiet -d 'Say errors and warnings alone'
complete -c mlflow -n "__fish_mlflow_using_subcommand exec" -l verbose -d 'Say more: the store, and what happens on the way'
complete -c mlflow -n "__fish_mlflow_using_subcommand exec" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c mlflow -n "__fish_mlflow_using_subcommand top" -l silent-after -d 'Mark runs that have logged nothing for as long as this' -r
complete -c mlflow -n "__fish_mlflow_using_subcommand top" -l interval -d 'Time between two looks' -r
complete -c mlflow -n "__fish_mlflow_using_subcommand top" -s x -l experiment-id -d 'ID of an experiment to look in; may be repeated [env: MLFLOW_EXPERIMENT_ID]' -r
complete -c mlflow -n "__fish_mlflow_using_subcommand top" -l experiment-name -d 'Name of an experiment to look in; may be repeated [env: MLFLOW_EXPERIMENT_NAME]' -r
complete -c mlflow -n "__fish_mlflow_using_subcommand top" -l experiment -d 'Name or ID of an experiment to look in; may be repeated' -r
complete -c mlflow -n "__fish_mlflow_using_subcommand top" -l output -d 'Print the result as table, json, jsonl or csv [default: as MLflow does]' -r -f -a "table\t'Columns for people, as MLflow prints them'
json\t'One JSON document'
jsonl\t'One JSON document per line and result'
csv\t'Comma-separated values with a header'"
complete -c mlflow -n "__fish_mlflow_using_subcommand top" -l color -d 'When to use colours: auto, always or never' -r -f -a "auto\t'On a terminal, unless NO_COLOR is set or CLICOLOR is 0'
always\t'Always'
never\t'Never'"
complete -c mlflow -n "__fish_mlflow_using_subcommand top" -l once -d 'Show it once'
complete -c mlflow -n "__fish_mlflow_using_subcommand top" -l json -d 'The same as `--output json`'
complete -c mlflow -n "__fish_mlflow_using_subcommand top" -l quiet -d 'Say errors and warnings alone'
complete -c mlflow -n "__fish_mlflow_using_subcommand top" -l verbose -d 'Say more: the store, and what happens on the way'
complete -c mlflow -n "__fish_mlflow_using_subcommand top" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c mlflow -n "__fish_mlflow_using_subcommand gate" -s r -l run -l run-id -d 'The run: its ID, the beginning of it, its name, `@last` or `@best:metrics.KEY` [env: MLFLOW_RUN_ID] [default: the latest]' -r
complete -c mlflow -n "__fish_mlflow_using_subcommand gate" -l baseline -d 'The run to compare with: an ID, a name, `@best:metrics.KEY`; or a filter, of which the latest finished run is taken: tags.branch=\'main\'' -r
complete -c mlflow -n "__fish_mlflow_using_subcommand gate" -l baseline-branch -d 'Compare with the latest finished run of this git branch' -r
complete -c mlflow -n "__fish_mlflow_using_subcommand gate" -s x -l experiment-id -d 'ID of an experiment to look in; may be repeated [env: MLFLOW_EXPERIMENT_ID]' -r
complete -c mlflow -n "__fish_mlflow_using_subcommand gate" -l experiment-name -d 'Name of an experiment to look in; may be repeated [env: MLFLOW_EXPERIMENT_NAME]' -r
complete -c mlflow -n "__fish_mlflow_using_subcommand gate" -l experiment -d 'Name or ID of an experiment to look in; may be repeated' -r
complete -c mlflow -n "__fish_mlflow_using_subcommand gate" -l output -d 'Print the result as table, json, jsonl or csv [default: as MLflow does]' -r -f -a "table\t'Columns for people, as MLflow prints them'
json\t'One JSON document'
jsonl\t'One JSON document per line and result'
csv\t'Comma-separated values with a header'"
complete -c mlflow -n "__fish_mlflow_using_subcommand gate" -l color -d 'When to use colours: auto, always or never' -r -f -a "auto\t'On a terminal, unless NO_COLOR is set or CLICOLOR is 0'
always\t'Always'
never\t'Never'"
complete -c mlflow -n "__fish_mlflow_using_subcommand gate" -l allow-no-baseline -d 'Let conditions on a baseline hold where there is none yet'
complete -c mlflow -n "__fish_mlflow_using_subcommand gate" -l json -d 'The same as `--output json`'
complete -c mlflow -n "__fish_mlflow_using_subcommand gate" -l quiet -d 'Say errors and warnings alone'
complete -c mlflow -n "__fish_mlflow_using_subcommand gate" -l verbose -d 'Say more: the store, and what happens on the way'
complete -c mlflow -n "__fish_mlflow_using_subcommand gate" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c mlflow -n "__fish_mlflow_using_subcommand report" -l baseline -d 'The run to compare with: an ID, a name, `@best:metrics.KEY`; or a filter, of which the latest finished run is taken: tags.branch=\'main\'' -r
complete -c mlflow -n "__fish_mlflow_using_subcommand report" -l baseline-branch -d 'Compare with the latest finished run of this git branch' -r
complete -c mlflow -n "__fish_mlflow_using_subcommand report" -s o -l out -d 'File to write instead of stdout' -r -F
complete -c mlflow -n "__fish_mlflow_using_subcommand report" -l charts -d 'Folder for charts of the metrics as SVG, which the report then shows' -r -F
complete -c mlflow -n "__fish_mlflow_using_subcommand report" -s x -l experiment-id -d 'ID of an experiment to look in; may be repeated [env: MLFLOW_EXPERIMENT_ID]' -r
complete -c mlflow -n "__fish_mlflow_using_subcommand report" -l experiment-name -d 'Name of an experiment to look in; may be repeated [env: MLFLOW_EXPERIMENT_NAME]' -r
complete -c mlflow -n "__fish_mlflow_using_subcommand report" -l experiment -d 'Name or ID of an experiment to look in; may be repeated' -r
complete -c mlflow -n "__fish_mlflow_using_subcommand report" -l output -d 'Print the result as table, json, jsonl or csv [default: as MLflow does]' -r -f -a "table\t'Columns for people, as MLflow prints them'
json\t'One JSON document'
jsonl\t'One JSON document per line and result'
csv\t'Comma-separated values with a header'"
complete -c mlflow -n "__fish_mlflow_using_subcommand report" -l color -d 'When to use colours: auto, always or never' -r -f -a "auto\t'On a terminal, unless NO_COLOR is set or CLICOLOR is 0'
always\t'Always'
never\t'Never'"
complete -c mlflow -n "__fish_mlflow_using_subcommand report" -l json -d 'The same as `--output json`'
complete -c mlflow -n "__fish_mlflow_using_subcommand report" -l quiet -d 'Say errors and warnings alone'
complete -c mlflow -n "__fish_mlflow_using_subcommand report" -l verbose -d 'Say more: the store, and what happens on the way'
complete -c mlflow -n "__fish_mlflow_using_subcommand report" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c mlflow -n "__fish_mlflow_using_subcommand env; and not __fish_seen_subcommand_from list prune help" -l color -d 'When to use colours: auto, always or never' -r -f -a "auto\t'On a terminal, unless NO_COLOR is set or CLICOLOR is 0'
always\t'Always'
never\t'Never'"
complete -c mlflow -n "__fish_mlflow_using_subcommand env; and not __fish_seen_subcommand_from list prune help" -l quiet -d 'Say errors and warnings alone'
complete -c mlflow -n "__fish_mlflow_using_subcommand env; and not __fish_seen_subcommand_from list prune help" -l verbose -d 'Say more: the store, and what happens on the way'
complete -c mlflow -n "__fish_mlflow_using_subcommand env; and not __fish_seen_subcommand_from list prune help" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c mlflow -n "__fish_mlflow_using_subcommand env; and not __fish_seen_subcommand_from list prune help" -f -a "list" -d 'List the environments, the one used last first'
complete -c mlflow -n "__fish_mlflow_using_subcommand env; and not __fish_seen_subcommand_from list prune help" -f -a "prune" -d 'Remove environments that no run has used for a while'
complete -c mlflow -n "__fish_mlflow_using_subcommand env; and not __fish_seen_subcommand_from list prune help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c mlflow -n "__fish_mlflow_using_subcommand env; and __fish_seen_subcommand_from list" -l output -d 'Print the result as table, json, jsonl or csv [default: as MLflow does]' -r -f -a "table\t'Columns for people, as MLflow prints them'
json\t'One JSON document'
jsonl\t'One JSON document per line and result'
csv\t'Comma-separated values with a header'"
complete -c mlflow -n "__fish_mlflow_using_subcommand env; and __fish_seen_subcommand_from list" -l color -d 'When to use colours: auto, always or never' -r -f -a "auto\t'On a terminal, unless NO_COLOR is set or CLICOLOR is 0'
always\t'Always'
never\t'Never'"
complete -c mlflow -n "__fish_mlflow_using_subcommand env; and __fish_seen_subcommand_from list" -l json -d 'The same as `--output json`'
complete -c mlflow -n "__fish_mlflow_using_subcommand env; and __fish_seen_subcommand_from list" -l quiet -d 'Say errors and warnings alone'
complete -c mlflow -n "__fish_mlflow_using_subcommand env; and __fish_seen_subcommand_from list" -l verbose -d 'Say more: the store, and what happens on the way'
complete -c mlflow -n "__fish_mlflow_using_subcommand env; and __fish_seen_subcommand_from list" -s h -l help -d 'Print help'
complete -c mlflow -n "__fish_mlflow_using_subcommand env; and __fish_seen_subcommand_from prune" -l older-than -d 'Remove what was not used for as long as this, such as 30d or 12h' -r
complete -c mlflow -n "__fish_mlflow_using_subcommand env; and __fish_seen_subcommand_from prune" -l output -d 'Print the result as table, json, jsonl or csv [default: as MLflow does]' -r -f -a "table\t'Columns for people, as MLflow prints them'
json\t'One JSON document'
jsonl\t'One JSON document per line and result'
csv\t'Comma-separated values with a header'"
complete -c mlflow -n "__fish_mlflow_using_subcommand env; and __fish_seen_subcommand_from prune" -l color -d 'When to use colours: auto, always or never' -r -f -a "auto\t'On a terminal, unless NO_COLOR is set or CLICOLOR is 0'
always\t'Always'
never\t'Never'"
complete -c mlflow -n "__fish_mlflow_using_subcommand env; and __fish_seen_subcommand_from prune" -l all -d 'Remove all of them'
complete -c mlflow -n "__fish_mlflow_using_subcommand env; and __fish_seen_subcommand_from prune" -l dry-run -d 'Say what would be removed, and remove nothing'
complete -c mlflow -n "__fish_mlflow_using_subcommand env; and __fish_seen_subcommand_from prune" -l json -d 'The same as `--output json`'
complete -c mlflow -n "__fish_mlflow_using_subcommand env; and __fish_seen_subcommand_from prune" -l quiet -d 'Say errors and warnings alone'
complete -c mlflow -n "__fish_mlflow_using_subcommand env; and __fish_seen_subcommand_from prune" -l verbose -d 'Say more: the store, and what happens on the way'
complete -c mlflow -n "__fish_mlflow_using_subcommand env; and __fish_seen_subcommand_from prune" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c mlflow -n "__fish_mlflow_using_subcommand env; and __fish_seen_subcommand_from help" -f -a "list" -d 'List the environments, the one used last first'
complete -c mlflow -n "__fish_mlflow_using_subcommand env; and __fish_seen_subcommand_from help" -f -a "prune" -d 'Remove environments that no run has used for a while'
complete -c mlflow -n "__fish_mlflow_using_subcommand env; and __fish_seen_subcommand_from help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c mlflow -n "__fish_mlflow_using_subcommand gc" -l older-than -d 'Remove only what was deleted at least this long ago: 30d or 30, 8h, 1d2h3m4s, 1.5d' -r
complete -c mlflow -n "__fish_mlflow_using_subcommand gc" -l run-ids -d 'Remove these runs, separated by commas' -r
complete -c mlflow -n "__fish_mlflow_using_subcommand gc" -l experiment-ids -d 'Remove these experiments with everything in them, separated by commas' -r
complete -c mlflow -n "__fish_mlflow_using_subcommand gc" -l logged-model-ids -d 'Remove these logged models, separated by commas' -r
complete -c mlflow -n "__fish_mlflow_using_subcommand gc" -s f -l filter -d 'Remove only deleted runs that this filter matches, for example: metrics.loss > 1' -r
complete -c mlflow -n "__fish_mlflow_using_subcommand gc" -l job-ids -d 'Remove the records of these jobs, if they have ended, separated by commas' -r
complete -c mlflow -n "__fish_mlflow_using_subcommand gc" -l backend-store-uri -d 'Store to clean, a folder or an SQLite database; by default that of MLFLOW_TRACKING_URI, or of MLFLOW_BACKEND_STORE_URI where that is a server' -r
complete -c mlflow -n "__fish_mlflow_using_subcommand gc" -l tracking-uri -d 'Server through which artifacts go (`mlflow-artifacts:`) [env: MLFLOW_TRACKING_URI]' -r
complete -c mlflow -n "__fish_mlflow_using_subcommand gc" -l artifacts-destination -d 'Folder in which that server keeps them, to remove them without it [env: MLFLOW_ARTIFACTS_DESTINATION]' -r
complete -c mlflow -n "__fish_mlflow_using_subcommand gc" -l workspace -d 'Workspace to clean; there is `default` alone [env: MLFLOW_WORKSPACE]' -r
complete -c mlflow -n "__fish_mlflow_using_subcommand gc" -l output -d 'Print the result as table, json, jsonl or csv [default: as MLflow does]' -r -f -a "table\t'Columns for people, as MLflow prints them'
json\t'One JSON document'
jsonl\t'One JSON document per line and result'
csv\t'Comma-separated values with a header'"
complete -c mlflow -n "__fish_mlflow_using_subcommand gc" -l color -d 'When to use colours: auto, always or never' -r -f -a "auto\t'On a terminal, unless NO_COLOR is set or CLICOLOR is 0'
always\t'Always'
never\t'Never'"
complete -c mlflow -n "__fish_mlflow_using_subcommand gc" -l jobs -d 'Remove the records of jobs that have ended as well'
complete -c mlflow -n "__fish_mlflow_using_subcommand gc" -l dry-run -d 'Say what would be removed, and remove nothing'
complete -c mlflow -n "__fish_mlflow_using_subcommand gc" -s y -l yes -d 'Do not ask for confirmation; without a terminal, it is never asked for'
complete -c mlflow -n "__fish_mlflow_using_subcommand gc" -l all-workspaces -d 'Clean all workspaces, of which there is one'
complete -c mlflow -n "__fish_mlflow_using_subcommand gc" -l json -d 'The same as `--output json`'
complete -c mlflow -n "__fish_mlflow_using_subcommand gc" -l quiet -d 'Say errors and warnings alone'
complete -c mlflow -n "__fish_mlflow_using_subcommand gc" -l verbose -d 'Say more: the store, and what happens on the way'
complete -c mlflow -n "__fish_mlflow_using_subcommand gc" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c mlflow -n "__fish_mlflow_using_subcommand sync" -l experiment -d 'Copy only this experiment, by name or ID; may be given several times' -r
complete -c mlflow -n "__fish_mlflow_using_subcommand sync" -s f -l filter -d 'Copy only runs that this filter matches, for example: metrics.loss < 1' -r
complete -c mlflow -n "__fish_mlflow_using_subcommand sync" -s v -l view -d 'Which stages are copied' -r -f -a "active_only\t'What is in use'
deleted_only\t'What was deleted and can be restored'
all\t'Both'"
complete -c mlflow -n "__fish_mlflow_using_subcommand sync" -l artifacts -d 'What becomes of artifacts' -r -f -a "copy\t'They are copied'
keep\t'They stay where they are, and the target records that location'
skip\t'They are left out'"
complete -c mlflow -n "__fish_mlflow_using_subcommand sync" -l artifact-root -d 'Where artifacts of new experiments go: a folder or a cloud such as s3://bucket/path; by default where the target keeps them, of a new SQLite database in ./mlruns' -r
complete -c mlflow -n "__fish_mlflow_using_subcommand sync" -l output -d 'Print the result as table, json, jsonl or csv [default: as MLflow does]' -r -f -a "table\t'Columns for people, as MLflow prints them'
json\t'One JSON document'
jsonl\t'One JSON document per line and result'
csv\t'Comma-separated values with a header'"
complete -c mlflow -n "__fish_mlflow_using_subcommand sync" -l color -d 'When to use colours: auto, always or never' -r -f -a "auto\t'On a terminal, unless NO_COLOR is set or CLICOLOR is 0'
always\t'Always'
never\t'Never'"
complete -c mlflow -n "__fish_mlflow_using_subcommand sync" -l no-models -d 'Leave registered models out'
complete -c mlflow -n "__fish_mlflow_using_subcommand sync" -l checksum -d 'Compare histories and artifacts to the last byte, and read again what was written'
complete -c mlflow -n "__fish_mlflow_using_subcommand sync" -l dry-run -d 'Say what would be copied, and write nothing'
complete -c mlflow -n "__fish_mlflow_using_subcommand sync" -l json -d 'The same as `--output json`'
complete -c mlflow -n "__fish_mlflow_using_subcommand sync" -l quiet -d 'Say errors and warnings alone'
complete -c mlflow -n "__fish_mlflow_using_subcommand sync" -l verbose -d 'Say more: the store, and what happens on the way'
complete -c mlflow -n "__fish_mlflow_using_subcommand sync" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c mlflow -n "__fish_mlflow_using_subcommand migrate-filestore" -l source -d 'Folder of the store, or the one in which `mlruns` lies' -r -F
complete -c mlflow -n "__fish_mlflow_using_subcommand migrate-filestore" -l target -d 'Database to write, such as sqlite:///mlflow.db' -r
complete -c mlflow -n "__fish_mlflow_using_subcommand migrate-filestore" -l output -d 'Print the result as table, json, jsonl or csv [default: as MLflow does]' -r -f -a "table\t'Columns for people, as MLflow prints them'
json\t'One JSON document'
jsonl\t'One JSON document per line and result'
csv\t'Comma-separated values with a header'"
complete -c mlflow -n "__fish_mlflow_using_subcommand migrate-filestore" -l color -d 'When to use colours: auto, always or never' -r -f -a "auto\t'On a terminal, unless NO_COLOR is set or CLICOLOR is 0'
always\t'Always'
never\t'Never'"
complete -c mlflow -n "__fish_mlflow_using_subcommand migrate-filestore" -l progress -d 'Show how far it is, on a terminal (the default)'
complete -c mlflow -n "__fish_mlflow_using_subcommand migrate-filestore" -l no-progress -d 'Do not show how far it is'
complete -c mlflow -n "__fish_mlflow_using_subcommand migrate-filestore" -l json -d 'The same as `--output json`'
complete -c mlflow -n "__fish_mlflow_using_subcommand migrate-filestore" -l quiet -d 'Say errors and warnings alone'
complete -c mlflow -n "__fish_mlflow_using_subcommand migrate-filestore" -l verbose -d 'Say more: the store, and what happens on the way'
complete -c mlflow -n "__fish_mlflow_using_subcommand migrate-filestore" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c mlflow -n "__fish_mlflow_using_subcommand export" -l experiment -d 'Copy only this experiment, by name or ID; may be given several times' -r
complete -c mlflow -n "__fish_mlflow_using_subcommand export" -s f -l filter -d 'Copy only runs that this filter matches, for example: metrics.loss < 1' -r
complete -c mlflow -n "__fish_mlflow_using_subcommand export" -s v -l view -d 'Which stages are copied' -r -f -a "active_only\t'What is in use'
deleted_only\t'What was deleted and can be restored'
all\t'Both'"
complete -c mlflow -n "__fish_mlflow_using_subcommand export" -l output -d 'Print the result as table, json, jsonl or csv [default: as MLflow does]' -r -f -a "table\t'Columns for people, as MLflow prints them'
json\t'One JSON document'
jsonl\t'One JSON document per line and result'
csv\t'Comma-separated values with a header'"
complete -c mlflow -n "__fish_mlflow_using_subcommand export" -l color -d 'When to use colours: auto, always or never' -r -f -a "auto\t'On a terminal, unless NO_COLOR is set or CLICOLOR is 0'
always\t'Always'
never\t'Never'"
complete -c mlflow -n "__fish_mlflow_using_subcommand export" -l no-models -d 'Leave registered models out'
complete -c mlflow -n "__fish_mlflow_using_subcommand export" -l no-artifacts -d 'Leave artifacts out'
complete -c mlflow -n "__fish_mlflow_using_subcommand export" -l overwrite -d 'Replace an archive that is there'
complete -c mlflow -n "__fish_mlflow_using_subcommand export" -l json -d 'The same as `--output json`'
complete -c mlflow -n "__fish_mlflow_using_subcommand export" -l quiet -d 'Say errors and warnings alone'
complete -c mlflow -n "__fish_mlflow_using_subcommand export" -l verbose -d 'Say more: the store, and what happens on the way'
complete -c mlflow -n "__fish_mlflow_using_subcommand export" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c mlflow -n "__fish_mlflow_using_subcommand import" -l experiment -d 'Copy only this experiment, by name or ID; may be given several times' -r
complete -c mlflow -n "__fish_mlflow_using_subcommand import" -s f -l filter -d 'Copy only runs that this filter matches, for example: metrics.loss < 1' -r
complete -c mlflow -n "__fish_mlflow_using_subcommand import" -s v -l view -d 'Which stages are copied' -r -f -a "active_only\t'What is in use'
deleted_only\t'What was deleted and can be restored'
all\t'Both'"
complete -c mlflow -n "__fish_mlflow_using_subcommand import" -l artifact-root -d 'Where artifacts of new experiments go: a folder or a cloud such as s3://bucket/path; by default where the target keeps them, of a new SQLite database in ./mlruns' -r
complete -c mlflow -n "__fish_mlflow_using_subcommand import" -l output -d 'Print the result as table, json, jsonl or csv [default: as MLflow does]' -r -f -a "table\t'Columns for people, as MLflow prints them'
json\t'One JSON document'
jsonl\t'One JSON document per line and result'
csv\t'Comma-separated values with a header'"
complete -c mlflow -n "__fish_mlflow_using_subcommand import" -l color -d 'When to use colours: auto, always or never' -r -f -a "auto\t'On a terminal, unless NO_COLOR is set or CLICOLOR is 0'
always\t'Always'
never\t'Never'"
complete -c mlflow -n "__fish_mlflow_using_subcommand import" -l no-models -d 'Leave registered models out'
complete -c mlflow -n "__fish_mlflow_using_subcommand import" -l dry-run -d 'Check the archive, say what would be copied, and write nothing'
complete -c mlflow -n "__fish_mlflow_using_subcommand import" -l json -d 'The same as `--output json`'
complete -c mlflow -n "__fish_mlflow_using_subcommand import" -l quiet -d 'Say errors and warnings alone'
complete -c mlflow -n "__fish_mlflow_using_subcommand import" -l verbose -d 'Say more: the store, and what happens on the way'
complete -c mlflow -n "__fish_mlflow_using_subcommand import" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c mlflow -n "__fish_mlflow_using_subcommand server" -l page -d 'Serve MLflow\'s own page instead: `mlflow`, that of the Python on the PATH, or a folder' -r
complete -c mlflow -n "__fish_mlflow_using_subcommand server" -l expose-prometheus -d 'Count requests, for Prometheus to read at /metrics [env: MLFLOW_EXPOSE_PROMETHEUS]' -r
complete -c mlflow -n "__fish_mlflow_using_subcommand server" -l backend-store-uri -d 'Store of experiments and runs [env: MLFLOW_BACKEND_STORE_URI]' -r
complete -c mlflow -n "__fish_mlflow_using_subcommand server" -l read-replica-backend-store-uri -d 'Replica of the backend store to read from [env: MLFLOW_READ_REPLICA_BACKEND_STORE_URI]' -r
complete -c mlflow -n "__fish_mlflow_using_subcommand server" -l registry-store-uri -d 'Store of registered models [env: MLFLOW_REGISTRY_STORE_URI]' -r
complete -c mlflow -n "__fish_mlflow_using_subcommand server" -l default-artifact-root -d 'Where artifacts of new experiments go [env: MLFLOW_DEFAULT_ARTIFACT_ROOT]' -r
complete -c mlflow -n "__fish_mlflow_using_subcommand server" -l artifacts-destination -d 'Folder or cloud of the artifacts that go through the server [env: MLFLOW_ARTIFACTS_DESTINATION] [default: ./mlartifacts]' -r
complete -c mlflow -n "__fish_mlflow_using_subcommand server" -s h -l host -d 'Address to listen on; 0.0.0.0 is every one [env: MLFLOW_HOST] [default: 127.0.0.1]' -r
complete -c mlflow -n "__fish_mlflow_using_subcommand server" -s p -l port -d 'Port to listen on; 0 takes a free one and says which [env: MLFLOW_PORT] [default: 5000]' -r
complete -c mlflow -n "__fish_mlflow_using_subcommand server" -l ssl-certfile -d 'Certificate in PEM with which connections are encrypted; with those above it behind' -r -F
complete -c mlflow -n "__fish_mlflow_using_subcommand server" -l ssl-keyfile -d 'Key of the certificate in PEM, without a password' -r -F
complete -c mlflow -n "__fish_mlflow_using_subcommand server" -l behind-proxy -d 'Proxies that say in X-Forwarded-For for whom they ask, separated by commas: 10.0.0.0/8' -r
complete -c mlflow -n "__fish_mlflow_using_subcommand server" -l static-prefix -d 'What stands before every path, such as /mlflow [env: MLFLOW_STATIC_PREFIX]' -r
complete -c mlflow -n "__fish_mlflow_using_subcommand server" -l allowed-hosts -d 'Hosts that requests may name, separated by commas [env: MLFLOW_SERVER_ALLOWED_HOSTS]' -r
complete -c mlflow -n "__fish_mlflow_using_subcommand server" -l cors-allowed-origins -d 'Origins whose pages may use the API [env: MLFLOW_SERVER_CORS_ALLOWED_ORIGINS]' -r
complete -c mlflow -n "__fish_mlflow_using_subcommand server" -l x-frame-options -d 'Whose pages may embed ours: SAMEORIGIN (the default), DENY or NONE for all [env: MLFLOW_SERVER_X_FRAME_OPTIONS]' -r
complete -c mlflow -n "__fish_mlflow_using_subcommand server" -l app-name -d 'Ask for passwords: `basic-auth`' -r
complete -c mlflow -n "__fish_mlflow_using_subcommand server" -l access-log -d 'Write a line for each request to stderr, or to a file behind `=`' -r
complete -c mlflow -n "__fish_mlflow_using_subcommand server" -l audit-log -d 'Write a line of JSON for each request of a user that changes something to this file' -r
complete -c mlflow -n "__fish_mlflow_using_subcommand server" -s w -l workers -d 'Number of processes: there is one, with as many threads as it needs' -r
complete -c mlflow -n "__fish_mlflow_using_subcommand server" -l gunicorn-opts -d 'Settings of gunicorn' -r
complete -c mlflow -n "__fish_mlflow_using_subcommand server" -l waitress-opts -d 'Settings of waitress' -r
complete -c mlflow -n "__fish_mlflow_using_subcommand server" -l uvicorn-opts -d 'Settings of uvicorn' -r
complete -c mlflow -n "__fish_mlflow_using_subcommand server" -l trace-archival-config -d 'Settings of the archive of traces' -r
complete -c mlflow -n "__fish_mlflow_using_subcommand server" -l secrets-cache-ttl -d 'For how long secrets of the gateway are remembered' -r
complete -c mlflow -n "__fish_mlflow_using_subcommand server" -l secrets-cache-max-size -d 'How many secrets of the gateway are remembered' -r
complete -c mlflow -n "__fish_mlflow_using_subcommand server" -l workspace-store-uri -d 'Store of workspaces' -r
complete -c mlflow -n "__fish_mlflow_using_subcommand server" -l color -d 'When to use colours: auto, always or never' -r -f -a "auto\t'On a terminal, unless NO_COLOR is set or CLICOLOR is 0'
always\t'Always'
never\t'Never'"
complete -c mlflow -n "__fish_mlflow_using_subcommand server" -l open -d 'Open the page in the browser'
complete -c mlflow -n "__fish_mlflow_using_subcommand server" -l help -d 'Print help (`-h` is the host, as in MLflow)'
complete -c mlflow -n "__fish_mlflow_using_subcommand server" -l serve-artifacts -d 'Let artifacts go through the server, the default [env: MLFLOW_SERVE_ARTIFACTS]'
complete -c mlflow -n "__fish_mlflow_using_subcommand server" -l no-serve-artifacts -d 'Let clients read and write artifacts directly'
complete -c mlflow -n "__fish_mlflow_using_subcommand server" -l artifacts-only -d 'Serve artifacts and nothing else [env: MLFLOW_ARTIFACTS_ONLY]'
complete -c mlflow -n "__fish_mlflow_using_subcommand server" -l artifacts-presigned-only -d 'Let clients reach the artifacts in a cloud by signed addresses only, never through the server [env: MLFLOW_ARTIFACTS_PRESIGNED_ONLY]'
complete -c mlflow -n "__fish_mlflow_using_subcommand server" -l disable-security-middleware -d 'Trust every host and every page [env: MLFLOW_SERVER_DISABLE_SECURITY_MIDDLEWARE]'
complete -c mlflow -n "__fish_mlflow_using_subcommand server" -l dev -d 'Reload when the server\'s code changes'
complete -c mlflow -n "__fish_mlflow_using_subcommand server" -l enable-workspaces -d 'Have several workspaces, which is not supported [env: MLFLOW_ENABLE_WORKSPACES]'
complete -c mlflow -n "__fish_mlflow_using_subcommand server" -l disable-workspaces -d 'Have one workspace'
complete -c mlflow -n "__fish_mlflow_using_subcommand server" -l quiet -d 'Say errors and warnings alone'
complete -c mlflow -n "__fish_mlflow_using_subcommand server" -l verbose -d 'Say more: the store, and what happens on the way'
complete -c mlflow -n "__fish_mlflow_using_subcommand ui" -l page -d 'Serve MLflow\'s own page instead: `mlflow`, that of the Python on the PATH, or a folder' -r
complete -c mlflow -n "__fish_mlflow_using_subcommand ui" -l expose-prometheus -d 'Count requests, for Prometheus to read at /metrics [env: MLFLOW_EXPOSE_PROMETHEUS]' -r
complete -c mlflow -n "__fish_mlflow_using_subcommand ui" -l backend-store-uri -d 'Store of experiments and runs [env: MLFLOW_BACKEND_STORE_URI]' -r
complete -c mlflow -n "__fish_mlflow_using_subcommand ui" -l read-replica-backend-store-uri -d 'Replica of the backend store to read from [env: MLFLOW_READ_REPLICA_BACKEND_STORE_URI]' -r
complete -c mlflow -n "__fish_mlflow_using_subcommand ui" -l registry-store-uri -d 'Store of registered models [env: MLFLOW_REGISTRY_STORE_URI]' -r
complete -c mlflow -n "__fish_mlflow_using_subcommand ui" -l default-artifact-root -d 'Where artifacts of new experiments go [env: MLFLOW_DEFAULT_ARTIFACT_ROOT]' -r
complete -c mlflow -n "__fish_mlflow_using_subcommand ui" -l artifacts-destination -d 'Folder or cloud of the artifacts that go through the server [env: MLFLOW_ARTIFACTS_DESTINATION] [default: ./mlartifacts]' -r
complete -c mlflow -n "__fish_mlflow_using_subcommand ui" -s h -l host -d 'Address to listen on; 0.0.0.0 is every one [env: MLFLOW_HOST] [default: 127.0.0.1]' -r
complete -c mlflow -n "__fish_mlflow_using_subcommand ui" -s p -l port -d 'Port to listen on; 0 takes a free one and says which [env: MLFLOW_PORT] [default: 5000]' -r
complete -c mlflow -n "__fish_mlflow_using_subcommand ui" -l ssl-certfile -d 'Certificate in PEM with which connections are encrypted; with those above it behind' -r -F
complete -c mlflow -n "__fish_mlflow_using_subcommand ui" -l ssl-keyfile -d 'Key of the certificate in PEM, without a password' -r -F
complete -c mlflow -n "__fish_mlflow_using_subcommand ui" -l behind-proxy -d 'Proxies that say in X-Forwarded-For for whom they ask, separated by commas: 10.0.0.0/8' -r
complete -c mlflow -n "__fish_mlflow_using_subcommand ui" -l static-prefix -d 'What stands before every path, such as /mlflow [env: MLFLOW_STATIC_PREFIX]' -r
complete -c mlflow -n "__fish_mlflow_using_subcommand ui" -l allowed-hosts -d 'Hosts that requests may name, separated by commas [env: MLFLOW_SERVER_ALLOWED_HOSTS]' -r
complete -c mlflow -n "__fish_mlflow_using_subcommand ui" -l cors-allowed-origins -d 'Origins whose pages may use the API [env: MLFLOW_SERVER_CORS_ALLOWED_ORIGINS]' -r
complete -c mlflow -n "__fish_mlflow_using_subcommand ui" -l x-frame-options -d 'Whose pages may embed ours: SAMEORIGIN (the default), DENY or NONE for all [env: MLFLOW_SERVER_X_FRAME_OPTIONS]' -r
complete -c mlflow -n "__fish_mlflow_using_subcommand ui" -l app-name -d 'Ask for passwords: `basic-auth`' -r
complete -c mlflow -n "__fish_mlflow_using_subcommand ui" -l access-log -d 'Write a line for each request to stderr, or to a file behind `=`' -r
complete -c mlflow -n "__fish_mlflow_using_subcommand ui" -l audit-log -d 'Write a line of JSON for each request of a user that changes something to this file' -r
complete -c mlflow -n "__fish_mlflow_using_subcommand ui" -s w -l workers -d 'Number of processes: there is one, with as many threads as it needs' -r
complete -c mlflow -n "__fish_mlflow_using_subcommand ui" -l gunicorn-opts -d 'Settings of gunicorn' -r
complete -c mlflow -n "__fish_mlflow_using_subcommand ui" -l waitress-opts -d 'Settings of waitress' -r
complete -c mlflow -n "__fish_mlflow_using_subcommand ui" -l uvicorn-opts -d 'Settings of uvicorn' -r
complete -c mlflow -n "__fish_mlflow_using_subcommand ui" -l trace-archival-config -d 'Settings of the archive of traces' -r
complete -c mlflow -n "__fish_mlflow_using_subcommand ui" -l secrets-cache-ttl -d 'For how long secrets of the gateway are remembered' -r
complete -c mlflow -n "__fish_mlflow_using_subcommand ui" -l secrets-cache-max-size -d 'How many secrets of the gateway are remembered' -r
complete -c mlflow -n "__fish_mlflow_using_subcommand ui" -l workspace-store-uri -d 'Store of workspaces' -r
complete -c mlflow -n "__fish_mlflow_using_subcommand ui" -l color -d 'When to use colours: auto, always or never' -r -f -a "auto\t'On a terminal, unless NO_COLOR is set or CLICOLOR is 0'
always\t'Always'
never\t'Never'"
complete -c mlflow -n "__fish_mlflow_using_subcommand ui" -l open -d 'Open the page in the browser'
complete -c mlflow -n "__fish_mlflow_using_subcommand ui" -l help -d 'Print help (`-h` is the host, as in MLflow)'
complete -c mlflow -n "__fish_mlflow_using_subcommand ui" -l serve-artifacts -d 'Let artifacts go through the server, the default [env: MLFLOW_SERVE_ARTIFACTS]'
complete -c mlflow -n "__fish_mlflow_using_subcommand ui" -l no-serve-artifacts -d 'Let clients read and write artifacts directly'
complete -c mlflow -n "__fish_mlflow_using_subcommand ui" -l artifacts-only -d 'Serve artifacts and nothing else [env: MLFLOW_ARTIFACTS_ONLY]'
complete -c mlflow -n "__fish_mlflow_using_subcommand ui" -l artifacts-presigned-only -d 'Let clients reach the artifacts in a cloud by signed addresses only, never through the server [env: MLFLOW_ARTIFACTS_PRESIGNED_ONLY]'
complete -c mlflow -n "__fish_mlflow_using_subcommand ui" -l disable-security-middleware -d 'Trust every host and every page [env: MLFLOW_SERVER_DISABLE_SECURITY_MIDDLEWARE]'
complete -c mlflow -n "__fish_mlflow_using_subcommand ui" -l dev -d 'Reload when the server\'s code changes'
complete -c mlflow -n "__fish_mlflow_using_subcommand ui" -l enable-workspaces -d 'Have several workspaces, which is not supported [env: MLFLOW_ENABLE_WORKSPACES]'
complete -c mlflow -n "__fish_mlflow_using_subcommand ui" -l disable-workspaces -d 'Have one workspace'
complete -c mlflow -n "__fish_mlflow_using_subcommand ui" -l quiet -d 'Say errors and warnings alone'
complete -c mlflow -n "__fish_mlflow_using_subcommand ui" -l verbose -d 'Say more: the store, and what happens on the way'
complete -c mlflow -n "__fish_mlflow_using_subcommand doctor" -l artifacts -d 'Write, read, list and delete a small file where artifacts are kept' -r
complete -c mlflow -n "__fish_mlflow_using_subcommand doctor" -l output -d 'Print the result as table, json, jsonl or csv [default: as MLflow does]' -r -f -a "table\t'Columns for people, as MLflow prints them'
json\t'One JSON document'
jsonl\t'One JSON document per line and result'
csv\t'Comma-separated values with a header'"
complete -c mlflow -n "__fish_mlflow_using_subcommand doctor" -l color -d 'When to use colours: auto, always or never' -r -f -a "auto\t'On a terminal, unless NO_COLOR is set or CLICOLOR is 0'
always\t'Always'
never\t'Never'"
complete -c mlflow -n "__fish_mlflow_using_subcommand doctor" -l mask-envs -d 'Hide the values of environment variables'
complete -c mlflow -n "__fish_mlflow_using_subcommand doctor" -l json -d 'The same as `--output json`'
complete -c mlflow -n "__fish_mlflow_using_subcommand doctor" -l quiet -d 'Say errors and warnings alone'
complete -c mlflow -n "__fish_mlflow_using_subcommand doctor" -l verbose -d 'Say more: the store, and what happens on the way'
complete -c mlflow -n "__fish_mlflow_using_subcommand doctor" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c mlflow -n "__fish_mlflow_using_subcommand completions" -l color -d 'When to use colours: auto, always or never' -r -f -a "auto\t'On a terminal, unless NO_COLOR is set or CLICOLOR is 0'
always\t'Always'
never\t'Never'"
complete -c mlflow -n "__fish_mlflow_using_subcommand completions" -l dynamic -d 'Ask the program while typing, which then proposes runs, experiments, keys, entry points and parameters as they are at the moment'
complete -c mlflow -n "__fish_mlflow_using_subcommand completions" -l quiet -d 'Say errors and warnings alone'
complete -c mlflow -n "__fish_mlflow_using_subcommand completions" -l verbose -d 'Say more: the store, and what happens on the way'
complete -c mlflow -n "__fish_mlflow_using_subcommand completions" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c mlflow -n "__fish_mlflow_using_subcommand man" -l color -d 'When to use colours: auto, always or never' -r -f -a "auto\t'On a terminal, unless NO_COLOR is set or CLICOLOR is 0'
always\t'Always'
never\t'Never'"
complete -c mlflow -n "__fish_mlflow_using_subcommand man" -l quiet -d 'Say errors and warnings alone'
complete -c mlflow -n "__fish_mlflow_using_subcommand man" -l verbose -d 'Say more: the store, and what happens on the way'
complete -c mlflow -n "__fish_mlflow_using_subcommand man" -s h -l help -d 'Print help'
complete -c mlflow -n "__fish_mlflow_using_subcommand help; and not __fish_seen_subcommand_from experiments runs artifacts models deployments webhooks users permissions roles tokens login logout whoami db run exec top gate report env gc sync migrate-filestore export import server ui doctor completions man help" -f -a "experiments" -d 'Create, list and change experiments'
complete -c mlflow -n "__fish_mlflow_using_subcommand help; and not __fish_seen_subcommand_from experiments runs artifacts models deployments webhooks users permissions roles tokens login logout whoami db run exec top gate report env gc sync migrate-filestore export import server ui doctor completions man help" -f -a "runs" -d 'Start, log to, find and change runs'
complete -c mlflow -n "__fish_mlflow_using_subcommand help; and not __fish_seen_subcommand_from experiments runs artifacts models deployments webhooks users permissions roles tokens login logout whoami db run exec top gate report env gc sync migrate-filestore export import server ui doctor completions man help" -f -a "artifacts" -d 'Upload, list and download the files of runs'
complete -c mlflow -n "__fish_mlflow_using_subcommand help; and not __fish_seen_subcommand_from experiments runs artifacts models deployments webhooks users permissions roles tokens login logout whoami db run exec top gate report env gc sync migrate-filestore export import server ui doctor completions man help" -f -a "models" -d 'Register, promote, find, download and serve models'
complete -c mlflow -n "__fish_mlflow_using_subcommand help; and not __fish_seen_subcommand_from experiments runs artifacts models deployments webhooks users permissions roles tokens login logout whoami db run exec top gate report env gc sync migrate-filestore export import server ui doctor completions man help" -f -a "deployments" -d 'Serve models on this machine'
complete -c mlflow -n "__fish_mlflow_using_subcommand help; and not __fish_seen_subcommand_from experiments runs artifacts models deployments webhooks users permissions roles tokens login logout whoami db run exec top gate report env gc sync migrate-filestore export import server ui doctor completions man help" -f -a "webhooks" -d 'Tell other servers of changes in the model registry'
complete -c mlflow -n "__fish_mlflow_using_subcommand help; and not __fish_seen_subcommand_from experiments runs artifacts models deployments webhooks users permissions roles tokens login logout whoami db run exec top gate report env gc sync migrate-filestore export import server ui doctor completions man help" -f -a "users" -d 'Manage the users of a server'
complete -c mlflow -n "__fish_mlflow_using_subcommand help; and not __fish_seen_subcommand_from experiments runs artifacts models deployments webhooks users permissions roles tokens login logout whoami db run exec top gate report env gc sync migrate-filestore export import server ui doctor completions man help" -f -a "permissions" -d 'Manage what the users of a server may do'
complete -c mlflow -n "__fish_mlflow_using_subcommand help; and not __fish_seen_subcommand_from experiments runs artifacts models deployments webhooks users permissions roles tokens login logout whoami db run exec top gate report env gc sync migrate-filestore export import server ui doctor completions man help" -f -a "roles" -d 'Manage the roles of a server'
complete -c mlflow -n "__fish_mlflow_using_subcommand help; and not __fish_seen_subcommand_from experiments runs artifacts models deployments webhooks users permissions roles tokens login logout whoami db run exec top gate report env gc sync migrate-filestore export import server ui doctor completions man help" -f -a "tokens" -d 'Manage your access tokens'
complete -c mlflow -n "__fish_mlflow_using_subcommand help; and not __fish_seen_subcommand_from experiments runs artifacts models deployments webhooks users permissions roles tokens login logout whoami db run exec top gate report env gc sync migrate-filestore export import server ui doctor completions man help" -f -a "login" -d 'Log in to a server, for all clients of MLflow on this machine'
complete -c mlflow -n "__fish_mlflow_using_subcommand help; and not __fish_seen_subcommand_from experiments runs artifacts models deployments webhooks users permissions roles tokens login logout whoami db run exec top gate report env gc sync migrate-filestore export import server ui doctor completions man help" -f -a "logout" -d 'Log out: end the access token of `mlflow login`, and forget it'
complete -c mlflow -n "__fish_mlflow_using_subcommand help; and not __fish_seen_subcommand_from experiments runs artifacts models deployments webhooks users permissions roles tokens login logout whoami db run exec top gate report env gc sync migrate-filestore export import server ui doctor completions man help" -f -a "whoami" -d 'Show as which user you are logged in'
complete -c mlflow -n "__fish_mlflow_using_subcommand help; and not __fish_seen_subcommand_from experiments runs artifacts models deployments webhooks users permissions roles tokens login logout whoami db run exec top gate report env gc sync migrate-filestore export import server ui doctor completions man help" -f -a "db" -d 'Make, upgrade or copy a database, or see how it is'
complete -c mlflow -n "__fish_mlflow_using_subcommand help; and not __fish_seen_subcommand_from experiments runs artifacts models deployments webhooks users permissions roles tokens login logout whoami db run exec top gate report env gc sync migrate-filestore export import server ui doctor completions man help" -f -a "run" -d 'Run a project'
complete -c mlflow -n "__fish_mlflow_using_subcommand help; and not __fish_seen_subcommand_from experiments runs artifacts models deployments webhooks users permissions roles tokens login logout whoami db run exec top gate report env gc sync migrate-filestore export import server ui doctor completions man help" -f -a "exec" -d 'Run any command as a run'
complete -c mlflow -n "__fish_mlflow_using_subcommand help; and not __fish_seen_subcommand_from experiments runs artifacts models deployments webhooks users permissions roles tokens login logout whoami db run exec top gate report env gc sync migrate-filestore export import server ui doctor completions man help" -f -a "top" -d 'Show what runs now, in all experiments'
complete -c mlflow -n "__fish_mlflow_using_subcommand help; and not __fish_seen_subcommand_from experiments runs artifacts models deployments webhooks users permissions roles tokens login logout whoami db run exec top gate report env gc sync migrate-filestore export import server ui doctor completions man help" -f -a "gate" -d 'Check conditions on a run, and exit with 4 if one does not hold'
complete -c mlflow -n "__fish_mlflow_using_subcommand help; and not __fish_seen_subcommand_from experiments runs artifacts models deployments webhooks users permissions roles tokens login logout whoami db run exec top gate report env gc sync migrate-filestore export import server ui doctor completions man help" -f -a "report" -d 'Write a run as Markdown: its metrics and params, how they changed, and charts'
complete -c mlflow -n "__fish_mlflow_using_subcommand help; and not __fish_seen_subcommand_from experiments runs artifacts models deployments webhooks users permissions roles tokens login logout whoami db run exec top gate report env gc sync migrate-filestore export import server ui doctor completions man help" -f -a "env" -d 'List and remove the environments that `mlflow run` keeps'
complete -c mlflow -n "__fish_mlflow_using_subcommand help; and not __fish_seen_subcommand_from experiments runs artifacts models deployments webhooks users permissions roles tokens login logout whoami db run exec top gate report env gc sync migrate-filestore export import server ui doctor completions man help" -f -a "gc" -d 'Remove for good what is in the deleted stage'
complete -c mlflow -n "__fish_mlflow_using_subcommand help; and not __fish_seen_subcommand_from experiments runs artifacts models deployments webhooks users permissions roles tokens login logout whoami db run exec top gate report env gc sync migrate-filestore export import server ui doctor completions man help" -f -a "sync" -d 'Copy experiments, runs and models from one store to another'
complete -c mlflow -n "__fish_mlflow_using_subcommand help; and not __fish_seen_subcommand_from experiments runs artifacts models deployments webhooks users permissions roles tokens login logout whoami db run exec top gate report env gc sync migrate-filestore export import server ui doctor completions man help" -f -a "migrate-filestore" -d 'Copy a folder of files into a database, as MLflow 3 does'
complete -c mlflow -n "__fish_mlflow_using_subcommand help; and not __fish_seen_subcommand_from experiments runs artifacts models deployments webhooks users permissions roles tokens login logout whoami db run exec top gate report env gc sync migrate-filestore export import server ui doctor completions man help" -f -a "export" -d 'Pack experiments, runs and models of a store into one archive'
complete -c mlflow -n "__fish_mlflow_using_subcommand help; and not __fish_seen_subcommand_from experiments runs artifacts models deployments webhooks users permissions roles tokens login logout whoami db run exec top gate report env gc sync migrate-filestore export import server ui doctor completions man help" -f -a "import" -d 'Copy an archive into a store'
complete -c mlflow -n "__fish_mlflow_using_subcommand help; and not __fish_seen_subcommand_from experiments runs artifacts models deployments webhooks users permissions roles tokens login logout whoami db run exec top gate report env gc sync migrate-filestore export import server ui doctor completions man help" -f -a "server" -d 'Serve the REST API and the page'
complete -c mlflow -n "__fish_mlflow_using_subcommand help; and not __fish_seen_subcommand_from experiments runs artifacts models deployments webhooks users permissions roles tokens login logout whoami db run exec top gate report env gc sync migrate-filestore export import server ui doctor completions man help" -f -a "ui" -d 'Serve the page and the REST API; the same as `server`'
complete -c mlflow -n "__fish_mlflow_using_subcommand help; and not __fish_seen_subcommand_from experiments runs artifacts models deployments webhooks users permissions roles tokens login logout whoami db run exec top gate report env gc sync migrate-filestore export import server ui doctor completions man help" -f -a "doctor" -d 'Show versions, settings and the programs that projects need'
complete -c mlflow -n "__fish_mlflow_using_subcommand help; and not __fish_seen_subcommand_from experiments runs artifacts models deployments webhooks users permissions roles tokens login logout whoami db run exec top gate report env gc sync migrate-filestore export import server ui doctor completions man help" -f -a "completions" -d 'Print the completion script of a shell'
complete -c mlflow -n "__fish_mlflow_using_subcommand help; and not __fish_seen_subcommand_from experiments runs artifacts models deployments webhooks users permissions roles tokens login logout whoami db run exec top gate report env gc sync migrate-filestore export import server ui doctor completions man help" -f -a "man" -d 'Write the manual pages of all commands into a folder'
complete -c mlflow -n "__fish_mlflow_using_subcommand help; and not __fish_seen_subcommand_from experiments runs artifacts models deployments webhooks users permissions roles tokens login logout whoami db run exec top gate report env gc sync migrate-filestore export import server ui doctor completions man help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c mlflow -n "__fish_mlflow_using_subcommand help; and __fish_seen_subcommand_from experiments" -f -a "create" -d 'Create an experiment'
complete -c mlflow -n "__fish_mlflow_using_subcommand help; and __fish_seen_subcommand_from experiments" -f -a "search" -d 'List experiments'
complete -c mlflow -n "__fish_mlflow_using_subcommand help; and __fish_seen_subcommand_from experiments" -f -a "list" -d 'List experiments; the older name of `search`'
complete -c mlflow -n "__fish_mlflow_using_subcommand help; and __fish_seen_subcommand_from experiments" -f -a "get" -d 'Show one experiment'
complete -c mlflow -n "__fish_mlflow_using_subcommand help; and __fish_seen_subcommand_from experiments" -f -a "update" -d 'Change an experiment\'s tags and when a server archives its traces'
complete -c mlflow -n "__fish_mlflow_using_subcommand help; and __fish_seen_subcommand_from experiments" -f -a "rename" -d 'Give an experiment another name'
complete -c mlflow -n "__fish_mlflow_using_subcommand help; and __fish_seen_subcommand_from experiments" -f -a "delete" -d 'Move an experiment and its runs to the deleted stage'
complete -c mlflow -n "__fish_mlflow_using_subcommand help; and __fish_seen_subcommand_from experiments" -f -a "restore" -d 'Bring a deleted experiment and its runs back'
complete -c mlflow -n "__fish_mlflow_using_subcommand help; and __fish_seen_subcommand_from experiments" -f -a "csv" -d 'Write all runs of an experiment as CSV'
complete -c mlflow -n "__fish_mlflow_using_subcommand help; and __fish_seen_subcommand_from runs" -f -a "start" -d 'Start a run that stays RUNNING, and print its ID'
complete -c mlflow -n "__fish_mlflow_using_subcommand help; and __fish_seen_subcommand_from runs" -f -a "log-metric" -d 'Log metrics of a run'
complete -c mlflow -n "__fish_mlflow_using_subcommand help; and __fish_seen_subcommand_from runs" -f -a "log-param" -d 'Log parameters of a run; a parameter never changes'
complete -c mlflow -n "__fish_mlflow_using_subcommand help; and __fish_seen_subcommand_from runs" -f -a "set-tag" -d 'Set tags of runs'
complete -c mlflow -n "__fish_mlflow_using_subcommand help; and __fish_seen_subcommand_from runs" -f -a "delete-tag" -d 'Remove a tag of runs'
complete -c mlflow -n "__fish_mlflow_using_subcommand help; and __fish_seen_subcommand_from runs" -f -a "log-batch" -d 'Log metrics, params and tags from JSON lines on stdin'
complete -c mlflow -n "__fish_mlflow_using_subcommand help; and __fish_seen_subcommand_from runs" -f -a "end" -d 'End a run'
complete -c mlflow -n "__fish_mlflow_using_subcommand help; and __fish_seen_subcommand_from runs" -f -a "wait" -d 'Wait until runs have ended, and print their status'
complete -c mlflow -n "__fish_mlflow_using_subcommand help; and __fish_seen_subcommand_from runs" -f -a "create" -d 'Create a run that has ended already'
complete -c mlflow -n "__fish_mlflow_using_subcommand help; and __fish_seen_subcommand_from runs" -f -a "search" -d 'Find runs by what they logged'
complete -c mlflow -n "__fish_mlflow_using_subcommand help; and __fish_seen_subcommand_from runs" -f -a "list" -d 'List the runs of an experiment'
complete -c mlflow -n "__fish_mlflow_using_subcommand help; and __fish_seen_subcommand_from runs" -f -a "best" -d 'Print the ID of the run with the best value of a metric'
complete -c mlflow -n "__fish_mlflow_using_subcommand help; and __fish_seen_subcommand_from runs" -f -a "compare" -d 'Compare runs: params, metrics, tags, environment and source'
complete -c mlflow -n "__fish_mlflow_using_subcommand help; and __fish_seen_subcommand_from runs" -f -a "show" -d 'Show a run: status, params, metrics with their course, tags, children and artifacts'
complete -c mlflow -n "__fish_mlflow_using_subcommand help; and __fish_seen_subcommand_from runs" -f -a "watch" -d 'Follow a run until it ends: status, metrics and their curves'
complete -c mlflow -n "__fish_mlflow_using_subcommand help; and __fish_seen_subcommand_from runs" -f -a "plot" -d 'Draw the course of a metric in the terminal, of one run or of several'
complete -c mlflow -n "__fish_mlflow_using_subcommand help; and __fish_seen_subcommand_from runs" -f -a "describe" -d 'Show everything that a run recorded, as JSON'
complete -c mlflow -n "__fish_mlflow_using_subcommand help; and __fish_seen_subcommand_from runs" -f -a "metrics" -d 'Show the history of a run\'s metrics'
complete -c mlflow -n "__fish_mlflow_using_subcommand help; and __fish_seen_subcommand_from runs" -f -a "delete" -d 'Move runs to the deleted stage'
complete -c mlflow -n "__fish_mlflow_using_subcommand help; and __fish_seen_subcommand_from runs" -f -a "restore" -d 'Bring deleted runs back'
complete -c mlflow -n "__fish_mlflow_using_subcommand help; and __fish_seen_subcommand_from artifacts" -f -a "log-artifact" -d 'Upload a file to a run'
complete -c mlflow -n "__fish_mlflow_using_subcommand help; and __fish_seen_subcommand_from artifacts" -f -a "log-artifacts" -d 'Upload the content of a folder to a run'
complete -c mlflow -n "__fish_mlflow_using_subcommand help; and __fish_seen_subcommand_from artifacts" -f -a "upload" -d 'Upload files, folders and what matches patterns to a run'
complete -c mlflow -n "__fish_mlflow_using_subcommand help; and __fish_seen_subcommand_from artifacts" -f -a "list" -d 'List the entries of a folder of a run, as JSON'
complete -c mlflow -n "__fish_mlflow_using_subcommand help; and __fish_seen_subcommand_from artifacts" -f -a "cat" -d 'Write the content of a file to stdout'
complete -c mlflow -n "__fish_mlflow_using_subcommand help; and __fish_seen_subcommand_from artifacts" -f -a "download" -d 'Download a file or a folder, and print its path'
complete -c mlflow -n "__fish_mlflow_using_subcommand help; and __fish_seen_subcommand_from artifacts" -f -a "rm" -d 'Remove files and folders of a run'
complete -c mlflow -n "__fish_mlflow_using_subcommand help; and __fish_seen_subcommand_from models" -f -a "list" -d 'List registered models'
complete -c mlflow -n "__fish_mlflow_using_subcommand help; and __fish_seen_subcommand_from models" -f -a "search" -d 'Find registered models; the same as `list`'
complete -c mlflow -n "__fish_mlflow_using_subcommand help; and __fish_seen_subcommand_from models" -f -a "get" -d 'Show a registered model or one of its versions'
complete -c mlflow -n "__fish_mlflow_using_subcommand help; and __fish_seen_subcommand_from models" -f -a "create" -d 'Create a registered model without versions'
complete -c mlflow -n "__fish_mlflow_using_subcommand help; and __fish_seen_subcommand_from models" -f -a "register" -d 'Register a model as a new version, and print its number'
complete -c mlflow -n "__fish_mlflow_using_subcommand help; and __fish_seen_subcommand_from models" -f -a "update" -d 'Change the description of a registered model'
complete -c mlflow -n "__fish_mlflow_using_subcommand help; and __fish_seen_subcommand_from models" -f -a "rename" -d 'Give a registered model another name'
complete -c mlflow -n "__fish_mlflow_using_subcommand help; and __fish_seen_subcommand_from models" -f -a "delete" -d 'Delete a registered model with all its versions; the files that they name stay'
complete -c mlflow -n "__fish_mlflow_using_subcommand help; and __fish_seen_subcommand_from models" -f -a "versions" -d 'List, show and change versions of registered models'
complete -c mlflow -n "__fish_mlflow_using_subcommand help; and __fish_seen_subcommand_from models" -f -a "transition" -d 'Move a version to a stage'
complete -c mlflow -n "__fish_mlflow_using_subcommand help; and __fish_seen_subcommand_from models" -f -a "alias" -d 'Set and delete the aliases of versions'
complete -c mlflow -n "__fish_mlflow_using_subcommand help; and __fish_seen_subcommand_from models" -f -a "tag" -d 'Set and delete tags of registered models and versions'
complete -c mlflow -n "__fish_mlflow_using_subcommand help; and __fish_seen_subcommand_from models" -f -a "download" -d 'Download the files of a version, and print where they lie'
complete -c mlflow -n "__fish_mlflow_using_subcommand help; and __fish_seen_subcommand_from models" -f -a "copy" -d 'Register a version under another name, and print the number that it has there'
complete -c mlflow -n "__fish_mlflow_using_subcommand help; and __fish_seen_subcommand_from models" -f -a "serve" -d 'Serve a model over HTTP'
complete -c mlflow -n "__fish_mlflow_using_subcommand help; and __fish_seen_subcommand_from models" -f -a "predict" -d 'Let a model predict from a file, without a server'
complete -c mlflow -n "__fish_mlflow_using_subcommand help; and __fish_seen_subcommand_from models" -f -a "prepare-env" -d 'Build the environment of a model, so that it is there when the model is served'
complete -c mlflow -n "__fish_mlflow_using_subcommand help; and __fish_seen_subcommand_from models" -f -a "generate-dockerfile" -d 'Write a folder of which an image that serves a model is built'
complete -c mlflow -n "__fish_mlflow_using_subcommand help; and __fish_seen_subcommand_from models" -f -a "build-docker" -d 'Build an image that serves a model, with docker or podman'
complete -c mlflow -n "__fish_mlflow_using_subcommand help; and __fish_seen_subcommand_from models" -f -a "update-pip-requirements" -d 'Add packages to the requirements of a model, or remove them'
complete -c mlflow -n "__fish_mlflow_using_subcommand help; and __fish_seen_subcommand_from deployments" -f -a "run-local" -d 'Serve a model on this machine; the same server as `mlflow models serve`'
complete -c mlflow -n "__fish_mlflow_using_subcommand help; and __fish_seen_subcommand_from webhooks" -f -a "list" -d 'List webhooks, the newest first'
complete -c mlflow -n "__fish_mlflow_using_subcommand help; and __fish_seen_subcommand_from webhooks" -f -a "get" -d 'Show a webhook; its secret is never shown'
complete -c mlflow -n "__fish_mlflow_using_subcommand help; and __fish_seen_subcommand_from webhooks" -f -a "create" -d 'Create a webhook, and print its id'
complete -c mlflow -n "__fish_mlflow_using_subcommand help; and __fish_seen_subcommand_from webhooks" -f -a "update" -d 'Change a webhook; what is not named stays as it is'
complete -c mlflow -n "__fish_mlflow_using_subcommand help; and __fish_seen_subcommand_from webhooks" -f -a "delete" -d 'Delete a webhook'
complete -c mlflow -n "__fish_mlflow_using_subcommand help; and __fish_seen_subcommand_from webhooks" -f -a "test" -d 'Send a webhook an example; exit with 3 if it does not take it'
complete -c mlflow -n "__fish_mlflow_using_subcommand help; and __fish_seen_subcommand_from users" -f -a "create" -d 'Add a user'
complete -c mlflow -n "__fish_mlflow_using_subcommand help; and __fish_seen_subcommand_from users" -f -a "list" -d 'List users'
complete -c mlflow -n "__fish_mlflow_using_subcommand help; and __fish_seen_subcommand_from users" -f -a "delete" -d 'Delete a user, with the permissions and tokens that the user has'
complete -c mlflow -n "__fish_mlflow_using_subcommand help; and __fish_seen_subcommand_from users" -f -a "update-password" -d 'Give a user another password'
complete -c mlflow -n "__fish_mlflow_using_subcommand help; and __fish_seen_subcommand_from users" -f -a "update-admin" -d 'Make a user an administrator, or take that away'
complete -c mlflow -n "__fish_mlflow_using_subcommand help; and __fish_seen_subcommand_from permissions" -f -a "grant" -d 'Give a user a permission on a resource'
complete -c mlflow -n "__fish_mlflow_using_subcommand help; and __fish_seen_subcommand_from permissions" -f -a "revoke" -d 'Take a permission on a resource from a user'
complete -c mlflow -n "__fish_mlflow_using_subcommand help; and __fish_seen_subcommand_from permissions" -f -a "list" -d 'List what a user may do, by roles or directly'
complete -c mlflow -n "__fish_mlflow_using_subcommand help; and __fish_seen_subcommand_from roles" -f -a "create" -d 'Add a role, and print its id'
complete -c mlflow -n "__fish_mlflow_using_subcommand help; and __fish_seen_subcommand_from roles" -f -a "list" -d 'List roles with what they permit'
complete -c mlflow -n "__fish_mlflow_using_subcommand help; and __fish_seen_subcommand_from roles" -f -a "delete" -d 'Delete a role, and take it from all users'
complete -c mlflow -n "__fish_mlflow_using_subcommand help; and __fish_seen_subcommand_from roles" -f -a "grant" -d 'Give a role a permission, and print its id'
complete -c mlflow -n "__fish_mlflow_using_subcommand help; and __fish_seen_subcommand_from roles" -f -a "revoke" -d 'Take a permission from its role'
complete -c mlflow -n "__fish_mlflow_using_subcommand help; and __fish_seen_subcommand_from roles" -f -a "assign" -d 'Give a user a role'
complete -c mlflow -n "__fish_mlflow_using_subcommand help; and __fish_seen_subcommand_from roles" -f -a "unassign" -d 'Take a role from a user'
complete -c mlflow -n "__fish_mlflow_using_subcommand help; and __fish_seen_subcommand_from tokens" -f -a "create" -d 'Make an access token, and print it: it is not shown again'
complete -c mlflow -n "__fish_mlflow_using_subcommand help; and __fish_seen_subcommand_from tokens" -f -a "list" -d 'List your access tokens, the oldest first'
complete -c mlflow -n "__fish_mlflow_using_subcommand help; and __fish_seen_subcommand_from tokens" -f -a "revoke" -d 'End an access token'
complete -c mlflow -n "__fish_mlflow_using_subcommand help; and __fish_seen_subcommand_from db" -f -a "create" -d 'Make a database with the schema of any release of MLflow since 1.0'
complete -c mlflow -n "__fish_mlflow_using_subcommand help; and __fish_seen_subcommand_from db" -f -a "upgrade" -d 'Bring a database of MLflow 1.0 or later to the schema of a later release'
complete -c mlflow -n "__fish_mlflow_using_subcommand help; and __fish_seen_subcommand_from db" -f -a "backup" -d 'Copy an SQLite database as it is at this moment, while others go on writing'
complete -c mlflow -n "__fish_mlflow_using_subcommand help; and __fish_seen_subcommand_from db" -f -a "status" -d 'Show which MLflow a database belongs to, what an upgrade would do, and whether it is whole'
complete -c mlflow -n "__fish_mlflow_using_subcommand help; and __fish_seen_subcommand_from env" -f -a "list" -d 'List the environments, the one used last first'
complete -c mlflow -n "__fish_mlflow_using_subcommand help; and __fish_seen_subcommand_from env" -f -a "prune" -d 'Remove environments that no run has used for a while'
