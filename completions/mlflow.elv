
use builtin;
use str;

set edit:completion:arg-completer[mlflow] = {|@words|
    fn spaces {|n|
        builtin:repeat $n ' ' | str:join ''
    }
    fn cand {|text desc|
        edit:complex-candidate $text &display=$text' '(spaces (- 14 (wcswidth $text)))$desc
    }
    var command = 'mlflow'
    for word $words[1..-1] {
        if (str:has-prefix $word '-') {
            break
        }
        set command = $command';'$word
    }
    var completions = [
        &'mlflow'= {
            cand --env-file 'File with environment variables, a NAME=VALUE a line; those that are set already stay'
            cand --color 'When to use colours: auto, always or never'
            cand --quiet 'Say errors and warnings alone'
            cand --verbose 'Say more: the store, and what happens on the way'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
            cand -V 'Print version'
            cand --version 'Print version'
            cand experiments 'Create, list and change experiments'
            cand runs 'Start, log to, find and change runs'
            cand artifacts 'Upload, list and download the files of runs'
            cand models 'Register, promote, find, download and serve models'
            cand deployments 'Serve models on this machine'
            cand webhooks 'Tell other servers of changes in the model registry'
            cand users 'Manage the users of a server'
            cand permissions 'Manage what the users of a server may do'
            cand roles 'Manage the roles of a server'
            cand tokens 'Manage your access tokens'
            cand login 'Log in to a server, for all clients of MLflow on this machine'
            cand logout 'Log out: end the access token of `mlflow login`, and forget it'
            cand whoami 'Show as which user you are logged in'
            cand db 'Make, upgrade or copy a database, or see how it is'
            cand run 'Run a project'
            cand exec 'Run any command as a run'
            cand top 'Show what runs now, in all experiments'
            cand gate 'Check conditions on a run, and exit with 4 if one does not hold'
            cand report 'Write a run as Markdown: its metrics and params, how they changed, and charts'
            cand env 'List and remove the environments that `mlflow run` keeps'
            cand gc 'Remove for good what is in the deleted stage'
            cand sync 'Copy experiments, runs and models from one store to another'
            cand migrate-filestore 'Copy a folder of files into a database, as MLflow 3 does'
            cand export 'Pack experiments, runs and models of a store into one archive'
            cand import 'Copy an archive into a store'
            cand server 'Serve the REST API and the page'
            cand ui 'Serve the page and the REST API; the same as `server`'
            cand doctor 'Show versions, settings and the programs that projects need'
            cand completions 'Print the completion script of a shell'
            cand man 'Write the manual pages of all commands into a folder'
            cand help 'Print this message or the help of the given subcommand(s)'
        }
        &'mlflow;experiments'= {
            cand --color 'When to use colours: auto, always or never'
            cand --quiet 'Say errors and warnings alone'
            cand --verbose 'Say more: the store, and what happens on the way'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
            cand create 'Create an experiment'
            cand search 'List experiments'
            cand list 'List experiments; the older name of `search`'
            cand get 'Show one experiment'
            cand update 'Change an experiment''s tags and when a server archives its traces'
            cand rename 'Give an experiment another name'
            cand delete 'Move an experiment and its runs to the deleted stage'
            cand restore 'Bring a deleted experiment and its runs back'
            cand csv 'Write all runs of an experiment as CSV'
            cand help 'Print this message or the help of the given subcommand(s)'
        }
        &'mlflow;experiments;create'= {
            cand -n 'The same as NAME'
            cand --experiment-name 'The same as NAME'
            cand -l 'Folder or URI for the artifacts of its runs'
            cand --artifact-location 'Folder or URI for the artifacts of its runs'
            cand -t 'Tag to set, as key=value; may be repeated'
            cand --tags 'Tag to set, as key=value; may be repeated'
            cand --trace-archival-retention 'Age after which a server may archive the experiment''s traces: 30d, 12h, 45m'
            cand --output 'Print the result as table, json, jsonl or csv [default: as MLflow does]'
            cand --color 'When to use colours: auto, always or never'
            cand --json 'The same as `--output json`'
            cand --quiet 'Say errors and warnings alone'
            cand --verbose 'Say more: the store, and what happens on the way'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'mlflow;experiments;search'= {
            cand -v 'Which stages to show'
            cand --view 'Which stages to show'
            cand -f 'Filter that experiments must match, for example: name LIKE ''fr%'' AND tags.team = ''risk'''
            cand --filter 'Filter that experiments must match, for example: name LIKE ''fr%'' AND tags.team = ''risk'''
            cand --max-results 'Maximum number of results; all by default'
            cand --output 'Print the result as table, json, jsonl or csv [default: as MLflow does]'
            cand --color 'When to use colours: auto, always or never'
            cand -1 'The first one alone, as `--max-results 1`'
            cand --json 'The same as `--output json`'
            cand --quiet 'Say errors and warnings alone'
            cand --verbose 'Say more: the store, and what happens on the way'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'mlflow;experiments;list'= {
            cand -v 'Which stages to show'
            cand --view 'Which stages to show'
            cand -f 'Filter that experiments must match, for example: name LIKE ''fr%'' AND tags.team = ''risk'''
            cand --filter 'Filter that experiments must match, for example: name LIKE ''fr%'' AND tags.team = ''risk'''
            cand --max-results 'Maximum number of results; all by default'
            cand --output 'Print the result as table, json, jsonl or csv [default: as MLflow does]'
            cand --color 'When to use colours: auto, always or never'
            cand -1 'The first one alone, as `--max-results 1`'
            cand --json 'The same as `--output json`'
            cand --quiet 'Say errors and warnings alone'
            cand --verbose 'Say more: the store, and what happens on the way'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'mlflow;experiments;get'= {
            cand -x 'ID of the experiment'
            cand --experiment-id 'ID of the experiment'
            cand -n 'Name of the experiment'
            cand --experiment-name 'Name of the experiment'
            cand --output 'Print the result as table, json, jsonl or csv [default: as MLflow does]'
            cand --color 'When to use colours: auto, always or never'
            cand --json 'The same as `--output json`'
            cand --quiet 'Say errors and warnings alone'
            cand --verbose 'Say more: the store, and what happens on the way'
            cand -h 'Print help'
            cand --help 'Print help'
        }
        &'mlflow;experiments;update'= {
            cand -x 'ID of the experiment'
            cand --experiment-id 'ID of the experiment'
            cand -n 'Name of the experiment'
            cand --experiment-name 'Name of the experiment'
            cand -t 'Tag to set, as key=value; may be repeated'
            cand --tags 'Tag to set, as key=value; may be repeated'
            cand --trace-archival-retention 'Age after which a server may archive the experiment''s traces: 30d, 12h, 45m'
            cand --trace-archive-now-older-than 'Ask the server to archive traces older than this when it next archives any'
            cand --output 'Print the result as table, json, jsonl or csv [default: as MLflow does]'
            cand --color 'When to use colours: auto, always or never'
            cand --clear-trace-archival-retention 'Go back to the server''s own age limit'
            cand --trace-archive-now 'Ask the server to archive all traces when it next archives any'
            cand --clear-trace-archive-now 'Take such a request back'
            cand --json 'The same as `--output json`'
            cand --quiet 'Say errors and warnings alone'
            cand --verbose 'Say more: the store, and what happens on the way'
            cand -h 'Print help'
            cand --help 'Print help'
        }
        &'mlflow;experiments;rename'= {
            cand -x 'ID of the experiment'
            cand --experiment-id 'ID of the experiment'
            cand -n 'Name of the experiment'
            cand --experiment-name 'Name of the experiment'
            cand --new-name 'Its new name'
            cand --output 'Print the result as table, json, jsonl or csv [default: as MLflow does]'
            cand --color 'When to use colours: auto, always or never'
            cand --json 'The same as `--output json`'
            cand --quiet 'Say errors and warnings alone'
            cand --verbose 'Say more: the store, and what happens on the way'
            cand -h 'Print help'
            cand --help 'Print help'
        }
        &'mlflow;experiments;delete'= {
            cand -x 'ID of an experiment; may be repeated'
            cand --experiment-id 'ID of an experiment; may be repeated'
            cand -n 'Name of an experiment; may be repeated'
            cand --experiment-name 'Name of an experiment; may be repeated'
            cand -f 'All experiments that match this filter, for example: name LIKE ''tmp%'''
            cand --filter 'All experiments that match this filter, for example: name LIKE ''tmp%'''
            cand --output 'Print the result as table, json, jsonl or csv [default: as MLflow does]'
            cand --color 'When to use colours: auto, always or never'
            cand -y 'Do not ask for confirmation of what `--filter` found; without a terminal, it is never asked for'
            cand --yes 'Do not ask for confirmation of what `--filter` found; without a terminal, it is never asked for'
            cand --dry-run 'Say what would be changed, and change nothing'
            cand --json 'The same as `--output json`'
            cand --quiet 'Say errors and warnings alone'
            cand --verbose 'Say more: the store, and what happens on the way'
            cand -h 'Print help'
            cand --help 'Print help'
        }
        &'mlflow;experiments;restore'= {
            cand -x 'ID of an experiment; may be repeated'
            cand --experiment-id 'ID of an experiment; may be repeated'
            cand -n 'Name of an experiment; may be repeated'
            cand --experiment-name 'Name of an experiment; may be repeated'
            cand -f 'All experiments that match this filter, for example: name LIKE ''tmp%'''
            cand --filter 'All experiments that match this filter, for example: name LIKE ''tmp%'''
            cand --output 'Print the result as table, json, jsonl or csv [default: as MLflow does]'
            cand --color 'When to use colours: auto, always or never'
            cand -y 'Do not ask for confirmation of what `--filter` found; without a terminal, it is never asked for'
            cand --yes 'Do not ask for confirmation of what `--filter` found; without a terminal, it is never asked for'
            cand --dry-run 'Say what would be changed, and change nothing'
            cand --json 'The same as `--output json`'
            cand --quiet 'Say errors and warnings alone'
            cand --verbose 'Say more: the store, and what happens on the way'
            cand -h 'Print help'
            cand --help 'Print help'
        }
        &'mlflow;experiments;csv'= {
            cand -x 'ID of the experiment'
            cand --experiment-id 'ID of the experiment'
            cand -n 'Name of the experiment'
            cand --experiment-name 'Name of the experiment'
            cand -o 'File to write; stdout by default'
            cand --filename 'File to write; stdout by default'
            cand --output 'Print the result as table, json, jsonl or csv [default: as MLflow does]'
            cand --color 'When to use colours: auto, always or never'
            cand --json 'The same as `--output json`'
            cand --quiet 'Say errors and warnings alone'
            cand --verbose 'Say more: the store, and what happens on the way'
            cand -h 'Print help'
            cand --help 'Print help'
        }
        &'mlflow;experiments;help'= {
            cand create 'Create an experiment'
            cand search 'List experiments'
            cand list 'List experiments; the older name of `search`'
            cand get 'Show one experiment'
            cand update 'Change an experiment''s tags and when a server archives its traces'
            cand rename 'Give an experiment another name'
            cand delete 'Move an experiment and its runs to the deleted stage'
            cand restore 'Bring a deleted experiment and its runs back'
            cand csv 'Write all runs of an experiment as CSV'
            cand help 'Print this message or the help of the given subcommand(s)'
        }
        &'mlflow;experiments;help;create'= {
        }
        &'mlflow;experiments;help;search'= {
        }
        &'mlflow;experiments;help;list'= {
        }
        &'mlflow;experiments;help;get'= {
        }
        &'mlflow;experiments;help;update'= {
        }
        &'mlflow;experiments;help;rename'= {
        }
        &'mlflow;experiments;help;delete'= {
        }
        &'mlflow;experiments;help;restore'= {
        }
        &'mlflow;experiments;help;csv'= {
        }
        &'mlflow;experiments;help;help'= {
        }
        &'mlflow;runs'= {
            cand --color 'When to use colours: auto, always or never'
            cand --quiet 'Say errors and warnings alone'
            cand --verbose 'Say more: the store, and what happens on the way'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
            cand start 'Start a run that stays RUNNING, and print its ID'
            cand log-metric 'Log metrics of a run'
            cand log-param 'Log parameters of a run; a parameter never changes'
            cand set-tag 'Set tags of runs'
            cand delete-tag 'Remove a tag of runs'
            cand log-batch 'Log metrics, params and tags from JSON lines on stdin'
            cand end 'End a run'
            cand wait 'Wait until runs have ended, and print their status'
            cand create 'Create a run that has ended already'
            cand search 'Find runs by what they logged'
            cand list 'List the runs of an experiment'
            cand best 'Print the ID of the run with the best value of a metric'
            cand compare 'Compare runs: params, metrics, tags, environment and source'
            cand show 'Show a run: status, params, metrics with their course, tags, children and artifacts'
            cand watch 'Follow a run until it ends: status, metrics and their curves'
            cand plot 'Draw the course of a metric in the terminal, of one run or of several'
            cand describe 'Show everything that a run recorded, as JSON'
            cand metrics 'Show the history of a run''s metrics'
            cand delete 'Move runs to the deleted stage'
            cand restore 'Bring deleted runs back'
            cand help 'Print this message or the help of the given subcommand(s)'
        }
        &'mlflow;runs;start'= {
            cand --experiment-id 'ID of the experiment [env: MLFLOW_EXPERIMENT_ID] [default: 0]'
            cand --experiment-name 'Name of the experiment, created if it is new [env: MLFLOW_EXPERIMENT_NAME]'
            cand --run-name 'Name of the run; a random one by default [env: MLFLOW_RUN_NAME]'
            cand --description 'Description, in Markdown'
            cand -t 'Tag to set, as key=value; may be repeated'
            cand --tags 'Tag to set, as key=value; may be repeated'
            cand --parent-run-id 'The run under which this one is nested: its ID, its name or `@last`'
            cand --output 'Print the result as table, json, jsonl or csv [default: as MLflow does]'
            cand --color 'When to use colours: auto, always or never'
            cand --json 'The same as `--output json`'
            cand --quiet 'Say errors and warnings alone'
            cand --verbose 'Say more: the store, and what happens on the way'
            cand -h 'Print help'
            cand --help 'Print help'
        }
        &'mlflow;runs;log-metric'= {
            cand -r 'The run: its ID, the beginning of it, its name, `@last`, `@last~1` or `@best:metrics.KEY` [env: MLFLOW_RUN_ID]'
            cand --run-id 'The run: its ID, the beginning of it, its name, `@last`, `@last~1` or `@best:metrics.KEY` [env: MLFLOW_RUN_ID]'
            cand -s 'Position in the run''s own count, for example the epoch'
            cand --step 'Position in the run''s own count, for example the epoch'
            cand --timestamp 'Time of the measurement, in milliseconds since 1970 (UTC); now by default'
            cand --output 'Print the result as table, json, jsonl or csv [default: as MLflow does]'
            cand --color 'When to use colours: auto, always or never'
            cand --json 'The same as `--output json`'
            cand --quiet 'Say errors and warnings alone'
            cand --verbose 'Say more: the store, and what happens on the way'
            cand -h 'Print help'
            cand --help 'Print help'
        }
        &'mlflow;runs;log-param'= {
            cand -r 'The run: its ID, the beginning of it, its name, `@last`, `@last~1` or `@best:metrics.KEY` [env: MLFLOW_RUN_ID]'
            cand --run-id 'The run: its ID, the beginning of it, its name, `@last`, `@last~1` or `@best:metrics.KEY` [env: MLFLOW_RUN_ID]'
            cand --output 'Print the result as table, json, jsonl or csv [default: as MLflow does]'
            cand --color 'When to use colours: auto, always or never'
            cand --json 'The same as `--output json`'
            cand --quiet 'Say errors and warnings alone'
            cand --verbose 'Say more: the store, and what happens on the way'
            cand -h 'Print help'
            cand --help 'Print help'
        }
        &'mlflow;runs;set-tag'= {
            cand -r 'The run, or several if it is repeated: an ID, the beginning of one, a name, `@last`, `@best:metrics.KEY` [env: MLFLOW_RUN_ID]'
            cand --run-id 'The run, or several if it is repeated: an ID, the beginning of one, a name, `@last`, `@best:metrics.KEY` [env: MLFLOW_RUN_ID]'
            cand -f 'All runs that match this filter, for example: metrics.loss > 1'
            cand --filter 'All runs that match this filter, for example: metrics.loss > 1'
            cand -x 'ID of an experiment to look in; may be repeated [env: MLFLOW_EXPERIMENT_ID]'
            cand --experiment-id 'ID of an experiment to look in; may be repeated [env: MLFLOW_EXPERIMENT_ID]'
            cand --experiment-name 'Name of an experiment to look in; may be repeated [env: MLFLOW_EXPERIMENT_NAME]'
            cand --experiment 'Name or ID of an experiment to look in; may be repeated'
            cand --output 'Print the result as table, json, jsonl or csv [default: as MLflow does]'
            cand --color 'When to use colours: auto, always or never'
            cand --json 'The same as `--output json`'
            cand --quiet 'Say errors and warnings alone'
            cand --verbose 'Say more: the store, and what happens on the way'
            cand -h 'Print help'
            cand --help 'Print help'
        }
        &'mlflow;runs;delete-tag'= {
            cand -r 'The run, or several if it is repeated: an ID, the beginning of one, a name, `@last`, `@best:metrics.KEY` [env: MLFLOW_RUN_ID]'
            cand --run-id 'The run, or several if it is repeated: an ID, the beginning of one, a name, `@last`, `@best:metrics.KEY` [env: MLFLOW_RUN_ID]'
            cand -f 'All runs that match this filter, for example: metrics.loss > 1'
            cand --filter 'All runs that match this filter, for example: metrics.loss > 1'
            cand -x 'ID of an experiment to look in; may be repeated [env: MLFLOW_EXPERIMENT_ID]'
            cand --experiment-id 'ID of an experiment to look in; may be repeated [env: MLFLOW_EXPERIMENT_ID]'
            cand --experiment-name 'Name of an experiment to look in; may be repeated [env: MLFLOW_EXPERIMENT_NAME]'
            cand --experiment 'Name or ID of an experiment to look in; may be repeated'
            cand --output 'Print the result as table, json, jsonl or csv [default: as MLflow does]'
            cand --color 'When to use colours: auto, always or never'
            cand --json 'The same as `--output json`'
            cand --quiet 'Say errors and warnings alone'
            cand --verbose 'Say more: the store, and what happens on the way'
            cand -h 'Print help'
            cand --help 'Print help'
        }
        &'mlflow;runs;log-batch'= {
            cand -r 'The same as RUN [env: MLFLOW_RUN_ID]'
            cand --run-id 'The same as RUN [env: MLFLOW_RUN_ID]'
            cand --output 'Print the result as table, json, jsonl or csv [default: as MLflow does]'
            cand --color 'When to use colours: auto, always or never'
            cand --json 'The same as `--output json`'
            cand --quiet 'Say errors and warnings alone'
            cand --verbose 'Say more: the store, and what happens on the way'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'mlflow;runs;end'= {
            cand -r 'The same as RUN [env: MLFLOW_RUN_ID]'
            cand --run-id 'The same as RUN [env: MLFLOW_RUN_ID]'
            cand --status 'How the run ended'
            cand --output 'Print the result as table, json, jsonl or csv [default: as MLflow does]'
            cand --color 'When to use colours: auto, always or never'
            cand --json 'The same as `--output json`'
            cand --quiet 'Say errors and warnings alone'
            cand --verbose 'Say more: the store, and what happens on the way'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'mlflow;runs;wait'= {
            cand -r 'The same as RUN; may be repeated [env: MLFLOW_RUN_ID]'
            cand --run-id 'The same as RUN; may be repeated [env: MLFLOW_RUN_ID]'
            cand --timeout 'Give up after a time such as 90, 15m or 1h30m'
            cand --output 'Print the result as table, json, jsonl or csv [default: as MLflow does]'
            cand --color 'When to use colours: auto, always or never'
            cand --json 'The same as `--output json`'
            cand --quiet 'Say errors and warnings alone'
            cand --verbose 'Say more: the store, and what happens on the way'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'mlflow;runs;create'= {
            cand --experiment-id 'ID of the experiment [env: MLFLOW_EXPERIMENT_ID] [default: 0]'
            cand --experiment-name 'Name of the experiment, created if it is new [env: MLFLOW_EXPERIMENT_NAME]'
            cand --run-name 'Name of the run; a random one by default [env: MLFLOW_RUN_NAME]'
            cand --description 'Description, in Markdown'
            cand -t 'Tag to set, as key=value; may be repeated'
            cand --tags 'Tag to set, as key=value; may be repeated'
            cand --parent-run-id 'The run under which this one is nested: its ID, its name or `@last`'
            cand --status 'How the run ended'
            cand --output 'Print the result as table, json, jsonl or csv [default: as MLflow does]'
            cand --color 'When to use colours: auto, always or never'
            cand --json 'The same as `--output json`'
            cand --quiet 'Say errors and warnings alone'
            cand --verbose 'Say more: the store, and what happens on the way'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'mlflow;runs;search'= {
            cand -f 'Filter that runs must match'
            cand --filter 'Filter that runs must match'
            cand -s 'Key to order by, with ASC or DESC behind it; may be repeated or separated by commas'
            cand --order-by 'Key to order by, with ASC or DESC behind it; may be repeated or separated by commas'
            cand -c 'Columns to show, separated by commas: run_id, metrics.loss, params.*, tags.stage'
            cand --columns 'Columns to show, separated by commas: run_id, metrics.loss, params.*, tags.stage'
            cand -x 'ID of an experiment to look in; may be repeated [env: MLFLOW_EXPERIMENT_ID]'
            cand --experiment-id 'ID of an experiment to look in; may be repeated [env: MLFLOW_EXPERIMENT_ID]'
            cand --experiment-name 'Name of an experiment to look in; may be repeated [env: MLFLOW_EXPERIMENT_NAME]'
            cand --experiment 'Name or ID of an experiment to look in; may be repeated'
            cand -v 'Which stages to show'
            cand --view 'Which stages to show'
            cand -n 'Maximum number of runs to show; all by default'
            cand --max-results 'Maximum number of runs to show; all by default'
            cand --output 'Print the result as table, json, jsonl or csv [default: as MLflow does]'
            cand --color 'When to use colours: auto, always or never'
            cand -1 'The first one alone, as `--max-results 1`'
            cand --fail-if-empty 'Exit with 3 if no run is found'
            cand --json 'The same as `--output json`'
            cand --quiet 'Say errors and warnings alone'
            cand --verbose 'Say more: the store, and what happens on the way'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'mlflow;runs;list'= {
            cand -x 'ID of the experiment [env: MLFLOW_EXPERIMENT_ID]'
            cand --experiment-id 'ID of the experiment [env: MLFLOW_EXPERIMENT_ID]'
            cand --experiment-name 'Name of the experiment [env: MLFLOW_EXPERIMENT_NAME]'
            cand -v 'Which stages to show'
            cand --view 'Which stages to show'
            cand -n 'Maximum number of runs to show; all by default'
            cand --max-results 'Maximum number of runs to show; all by default'
            cand --output 'Print the result as table, json, jsonl or csv [default: as MLflow does]'
            cand --color 'When to use colours: auto, always or never'
            cand -1 'The first one alone, as `--max-results 1`'
            cand --json 'The same as `--output json`'
            cand --quiet 'Say errors and warnings alone'
            cand --verbose 'Say more: the store, and what happens on the way'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'mlflow;runs;best'= {
            cand -f 'Only runs that match this filter, for example: status = ''FINISHED'''
            cand --filter 'Only runs that match this filter, for example: status = ''FINISHED'''
            cand -x 'ID of an experiment to look in; may be repeated [env: MLFLOW_EXPERIMENT_ID]'
            cand --experiment-id 'ID of an experiment to look in; may be repeated [env: MLFLOW_EXPERIMENT_ID]'
            cand --experiment-name 'Name of an experiment to look in; may be repeated [env: MLFLOW_EXPERIMENT_NAME]'
            cand --experiment 'Name or ID of an experiment to look in; may be repeated'
            cand --output 'Print the result as table, json, jsonl or csv [default: as MLflow does]'
            cand --color 'When to use colours: auto, always or never'
            cand --min 'The smallest value is the best'
            cand --max 'The largest value is the best'
            cand --json 'The same as `--output json`'
            cand --quiet 'Say errors and warnings alone'
            cand --verbose 'Say more: the store, and what happens on the way'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'mlflow;runs;compare'= {
            cand -x 'ID of an experiment to look in; may be repeated [env: MLFLOW_EXPERIMENT_ID]'
            cand --experiment-id 'ID of an experiment to look in; may be repeated [env: MLFLOW_EXPERIMENT_ID]'
            cand --experiment-name 'Name of an experiment to look in; may be repeated [env: MLFLOW_EXPERIMENT_NAME]'
            cand --experiment 'Name or ID of an experiment to look in; may be repeated'
            cand --output 'Print the result as table, json, jsonl or csv [default: as MLflow does]'
            cand --color 'When to use colours: auto, always or never'
            cand --all 'Show what is the same in all of them, too'
            cand --md 'Print a table in Markdown'
            cand --html 'Print a page in HTML'
            cand --diff 'Show the changes between the commits in full, and not as a list of files'
            cand --json 'The same as `--output json`'
            cand --quiet 'Say errors and warnings alone'
            cand --verbose 'Say more: the store, and what happens on the way'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'mlflow;runs;show'= {
            cand -r 'The same as RUN [env: MLFLOW_RUN_ID]'
            cand --run-id 'The same as RUN [env: MLFLOW_RUN_ID]'
            cand --output 'Print the result as table, json, jsonl or csv [default: as MLflow does]'
            cand --color 'When to use colours: auto, always or never'
            cand --json 'The same as `--output json`'
            cand --quiet 'Say errors and warnings alone'
            cand --verbose 'Say more: the store, and what happens on the way'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'mlflow;runs;watch'= {
            cand --experiment 'Follow what goes on in an experiment: its name or ID'
            cand --interval 'Time between two looks'
            cand --color 'When to use colours: auto, always or never'
            cand --quiet 'Say errors and warnings alone'
            cand --verbose 'Say more: the store, and what happens on the way'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'mlflow;runs;plot'= {
            cand --height 'How many lines the chart has'
            cand -x 'ID of an experiment to look in; may be repeated [env: MLFLOW_EXPERIMENT_ID]'
            cand --experiment-id 'ID of an experiment to look in; may be repeated [env: MLFLOW_EXPERIMENT_ID]'
            cand --experiment-name 'Name of an experiment to look in; may be repeated [env: MLFLOW_EXPERIMENT_NAME]'
            cand --experiment 'Name or ID of an experiment to look in; may be repeated'
            cand --output 'Print the result as table, json, jsonl or csv [default: as MLflow does]'
            cand --color 'When to use colours: auto, always or never'
            cand --log 'Draw the logarithms of the values'
            cand --json 'The same as `--output json`'
            cand --quiet 'Say errors and warnings alone'
            cand --verbose 'Say more: the store, and what happens on the way'
            cand -h 'Print help'
            cand --help 'Print help'
        }
        &'mlflow;runs;describe'= {
            cand -r 'The same as RUN [env: MLFLOW_RUN_ID]'
            cand --run-id 'The same as RUN [env: MLFLOW_RUN_ID]'
            cand --output 'Print the result as table, json, jsonl or csv [default: as MLflow does]'
            cand --color 'When to use colours: auto, always or never'
            cand --json 'The same as `--output json`'
            cand --quiet 'Say errors and warnings alone'
            cand --verbose 'Say more: the store, and what happens on the way'
            cand -h 'Print help'
            cand --help 'Print help'
        }
        &'mlflow;runs;metrics'= {
            cand -r 'The run: its ID, the beginning of it, its name, `@last`, `@last~1` or `@best:metrics.KEY` [env: MLFLOW_RUN_ID]'
            cand --run-id 'The run: its ID, the beginning of it, its name, `@last`, `@last~1` or `@best:metrics.KEY` [env: MLFLOW_RUN_ID]'
            cand --output 'Print the result as table, json, jsonl or csv [default: as MLflow does]'
            cand --color 'When to use colours: auto, always or never'
            cand --json 'The same as `--output json`'
            cand --quiet 'Say errors and warnings alone'
            cand --verbose 'Say more: the store, and what happens on the way'
            cand -h 'Print help'
            cand --help 'Print help'
        }
        &'mlflow;runs;delete'= {
            cand -r 'The same as RUN; may be repeated'
            cand --run-id 'The same as RUN; may be repeated'
            cand -f 'All runs that match this filter, for example: metrics.loss > 1'
            cand --filter 'All runs that match this filter, for example: metrics.loss > 1'
            cand -x 'ID of an experiment to look in; may be repeated [env: MLFLOW_EXPERIMENT_ID]'
            cand --experiment-id 'ID of an experiment to look in; may be repeated [env: MLFLOW_EXPERIMENT_ID]'
            cand --experiment-name 'Name of an experiment to look in; may be repeated [env: MLFLOW_EXPERIMENT_NAME]'
            cand --experiment 'Name or ID of an experiment to look in; may be repeated'
            cand --output 'Print the result as table, json, jsonl or csv [default: as MLflow does]'
            cand --color 'When to use colours: auto, always or never'
            cand -y 'Do not ask for confirmation of what `--filter` found; without a terminal, it is never asked for'
            cand --yes 'Do not ask for confirmation of what `--filter` found; without a terminal, it is never asked for'
            cand --dry-run 'Say what would be changed, and change nothing'
            cand --json 'The same as `--output json`'
            cand --quiet 'Say errors and warnings alone'
            cand --verbose 'Say more: the store, and what happens on the way'
            cand -h 'Print help'
            cand --help 'Print help'
        }
        &'mlflow;runs;restore'= {
            cand -r 'The same as RUN; may be repeated'
            cand --run-id 'The same as RUN; may be repeated'
            cand -f 'All runs that match this filter, for example: metrics.loss > 1'
            cand --filter 'All runs that match this filter, for example: metrics.loss > 1'
            cand -x 'ID of an experiment to look in; may be repeated [env: MLFLOW_EXPERIMENT_ID]'
            cand --experiment-id 'ID of an experiment to look in; may be repeated [env: MLFLOW_EXPERIMENT_ID]'
            cand --experiment-name 'Name of an experiment to look in; may be repeated [env: MLFLOW_EXPERIMENT_NAME]'
            cand --experiment 'Name or ID of an experiment to look in; may be repeated'
            cand --output 'Print the result as table, json, jsonl or csv [default: as MLflow does]'
            cand --color 'When to use colours: auto, always or never'
            cand -y 'Do not ask for confirmation of what `--filter` found; without a terminal, it is never asked for'
            cand --yes 'Do not ask for confirmation of what `--filter` found; without a terminal, it is never asked for'
            cand --dry-run 'Say what would be changed, and change nothing'
            cand --json 'The same as `--output json`'
            cand --quiet 'Say errors and warnings alone'
            cand --verbose 'Say more: the store, and what happens on the way'
            cand -h 'Print help'
            cand --help 'Print help'
        }
        &'mlflow;runs;help'= {
            cand start 'Start a run that stays RUNNING, and print its ID'
            cand log-metric 'Log metrics of a run'
            cand log-param 'Log parameters of a run; a parameter never changes'
            cand set-tag 'Set tags of runs'
            cand delete-tag 'Remove a tag of runs'
            cand log-batch 'Log metrics, params and tags from JSON lines on stdin'
            cand end 'End a run'
            cand wait 'Wait until runs have ended, and print their status'
            cand create 'Create a run that has ended already'
            cand search 'Find runs by what they logged'
            cand list 'List the runs of an experiment'
            cand best 'Print the ID of the run with the best value of a metric'
            cand compare 'Compare runs: params, metrics, tags, environment and source'
            cand show 'Show a run: status, params, metrics with their course, tags, children and artifacts'
            cand watch 'Follow a run until it ends: status, metrics and their curves'
            cand plot 'Draw the course of a metric in the terminal, of one run or of several'
            cand describe 'Show everything that a run recorded, as JSON'
            cand metrics 'Show the history of a run''s metrics'
            cand delete 'Move runs to the deleted stage'
            cand restore 'Bring deleted runs back'
            cand help 'Print this message or the help of the given subcommand(s)'
        }
        &'mlflow;runs;help;start'= {
        }
        &'mlflow;runs;help;log-metric'= {
        }
        &'mlflow;runs;help;log-param'= {
        }
        &'mlflow;runs;help;set-tag'= {
        }
        &'mlflow;runs;help;delete-tag'= {
        }
        &'mlflow;runs;help;log-batch'= {
        }
        &'mlflow;runs;help;end'= {
        }
        &'mlflow;runs;help;wait'= {
        }
        &'mlflow;runs;help;create'= {
        }
        &'mlflow;runs;help;search'= {
        }
        &'mlflow;runs;help;list'= {
        }
        &'mlflow;runs;help;best'= {
        }
        &'mlflow;runs;help;compare'= {
        }
        &'mlflow;runs;help;show'= {
        }
        &'mlflow;runs;help;watch'= {
        }
        &'mlflow;runs;help;plot'= {
        }
        &'mlflow;runs;help;describe'= {
        }
        &'mlflow;runs;help;metrics'= {
        }
        &'mlflow;runs;help;delete'= {
        }
        &'mlflow;runs;help;restore'= {
        }
        &'mlflow;runs;help;help'= {
        }
        &'mlflow;artifacts'= {
            cand --color 'When to use colours: auto, always or never'
            cand --quiet 'Say errors and warnings alone'
            cand --verbose 'Say more: the store, and what happens on the way'
            cand -h 'Print help'
            cand --help 'Print help'
            cand log-artifact 'Upload a file to a run'
            cand log-artifacts 'Upload the content of a folder to a run'
            cand upload 'Upload files, folders and what matches patterns to a run'
            cand list 'List the entries of a folder of a run, as JSON'
            cand cat 'Write the content of a file to stdout'
            cand download 'Download a file or a folder, and print its path'
            cand rm 'Remove files and folders of a run'
            cand help 'Print this message or the help of the given subcommand(s)'
        }
        &'mlflow;artifacts;log-artifact'= {
            cand -l 'The same as FILE'
            cand --local-file 'The same as FILE'
            cand -r 'The run: its ID, the beginning of it, its name, `@last`, `@last~1` or `@best:metrics.KEY` [env: MLFLOW_RUN_ID]'
            cand --run-id 'The run: its ID, the beginning of it, its name, `@last`, `@last~1` or `@best:metrics.KEY` [env: MLFLOW_RUN_ID]'
            cand -a 'Folder within the run''s artifacts; their root by default'
            cand --artifact-path 'Folder within the run''s artifacts; their root by default'
            cand --output 'Print the result as table, json, jsonl or csv [default: as MLflow does]'
            cand --color 'When to use colours: auto, always or never'
            cand --json 'The same as `--output json`'
            cand --quiet 'Say errors and warnings alone'
            cand --verbose 'Say more: the store, and what happens on the way'
            cand -h 'Print help'
            cand --help 'Print help'
        }
        &'mlflow;artifacts;log-artifacts'= {
            cand -l 'The same as FOLDER'
            cand --local-dir 'The same as FOLDER'
            cand -r 'The run: its ID, the beginning of it, its name, `@last`, `@last~1` or `@best:metrics.KEY` [env: MLFLOW_RUN_ID]'
            cand --run-id 'The run: its ID, the beginning of it, its name, `@last`, `@last~1` or `@best:metrics.KEY` [env: MLFLOW_RUN_ID]'
            cand -a 'Folder within the run''s artifacts; their root by default'
            cand --artifact-path 'Folder within the run''s artifacts; their root by default'
            cand --output 'Print the result as table, json, jsonl or csv [default: as MLflow does]'
            cand --color 'When to use colours: auto, always or never'
            cand --json 'The same as `--output json`'
            cand --quiet 'Say errors and warnings alone'
            cand --verbose 'Say more: the store, and what happens on the way'
            cand -h 'Print help'
            cand --help 'Print help'
        }
        &'mlflow;artifacts;upload'= {
            cand -r 'The run: its ID, the beginning of it, its name, `@last`, `@last~1` or `@best:metrics.KEY` [env: MLFLOW_RUN_ID]'
            cand --run-id 'The run: its ID, the beginning of it, its name, `@last`, `@last~1` or `@best:metrics.KEY` [env: MLFLOW_RUN_ID]'
            cand -a 'Folder within the run''s artifacts; their root by default'
            cand --artifact-path 'Folder within the run''s artifacts; their root by default'
            cand --output 'Print the result as table, json, jsonl or csv [default: as MLflow does]'
            cand --color 'When to use colours: auto, always or never'
            cand --json 'The same as `--output json`'
            cand --quiet 'Say errors and warnings alone'
            cand --verbose 'Say more: the store, and what happens on the way'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'mlflow;artifacts;list'= {
            cand -r 'The same as RUN'
            cand --run-id 'The same as RUN'
            cand -a 'The same as PATH'
            cand --artifact-path 'The same as PATH'
            cand -u 'URI of a file or folder; given instead of the run'
            cand --artifact-uri 'URI of a file or folder; given instead of the run'
            cand --output 'Print the result as table, json, jsonl or csv [default: as MLflow does]'
            cand --color 'When to use colours: auto, always or never'
            cand -R 'List what is in the folders below, too'
            cand --recursive 'List what is in the folders below, too'
            cand --json 'The same as `--output json`'
            cand --quiet 'Say errors and warnings alone'
            cand --verbose 'Say more: the store, and what happens on the way'
            cand -h 'Print help'
            cand --help 'Print help'
        }
        &'mlflow;artifacts;cat'= {
            cand -r 'The same as RUN'
            cand --run-id 'The same as RUN'
            cand -a 'The same as PATH'
            cand --artifact-path 'The same as PATH'
            cand -u 'URI of a file or folder; given instead of the run'
            cand --artifact-uri 'URI of a file or folder; given instead of the run'
            cand --color 'When to use colours: auto, always or never'
            cand --quiet 'Say errors and warnings alone'
            cand --verbose 'Say more: the store, and what happens on the way'
            cand -h 'Print help'
            cand --help 'Print help'
        }
        &'mlflow;artifacts;download'= {
            cand -r 'The same as RUN'
            cand --run-id 'The same as RUN'
            cand -a 'The same as PATH'
            cand --artifact-path 'The same as PATH'
            cand -u 'URI of a file or folder; given instead of the run'
            cand --artifact-uri 'URI of a file or folder; given instead of the run'
            cand -d 'Folder to download to, created if it is new; without it, what is on this machine already is not copied'
            cand --dst-path 'Folder to download to, created if it is new; without it, what is on this machine already is not copied'
            cand --output 'Print the result as table, json, jsonl or csv [default: as MLflow does]'
            cand --color 'When to use colours: auto, always or never'
            cand --json 'The same as `--output json`'
            cand --quiet 'Say errors and warnings alone'
            cand --verbose 'Say more: the store, and what happens on the way'
            cand -h 'Print help'
            cand --help 'Print help'
        }
        &'mlflow;artifacts;rm'= {
            cand -r 'The run: its ID, the beginning of it, its name, `@last`, `@last~1` or `@best:metrics.KEY` [env: MLFLOW_RUN_ID]'
            cand --run-id 'The run: its ID, the beginning of it, its name, `@last`, `@last~1` or `@best:metrics.KEY` [env: MLFLOW_RUN_ID]'
            cand --output 'Print the result as table, json, jsonl or csv [default: as MLflow does]'
            cand --color 'When to use colours: auto, always or never'
            cand -R 'Remove folders with all that is in them, too'
            cand --recursive 'Remove folders with all that is in them, too'
            cand --json 'The same as `--output json`'
            cand --quiet 'Say errors and warnings alone'
            cand --verbose 'Say more: the store, and what happens on the way'
            cand -h 'Print help'
            cand --help 'Print help'
        }
        &'mlflow;artifacts;help'= {
            cand log-artifact 'Upload a file to a run'
            cand log-artifacts 'Upload the content of a folder to a run'
            cand upload 'Upload files, folders and what matches patterns to a run'
            cand list 'List the entries of a folder of a run, as JSON'
            cand cat 'Write the content of a file to stdout'
            cand download 'Download a file or a folder, and print its path'
            cand rm 'Remove files and folders of a run'
            cand help 'Print this message or the help of the given subcommand(s)'
        }
        &'mlflow;artifacts;help;log-artifact'= {
        }
        &'mlflow;artifacts;help;log-artifacts'= {
        }
        &'mlflow;artifacts;help;upload'= {
        }
        &'mlflow;artifacts;help;list'= {
        }
        &'mlflow;artifacts;help;cat'= {
        }
        &'mlflow;artifacts;help;download'= {
        }
        &'mlflow;artifacts;help;rm'= {
        }
        &'mlflow;artifacts;help;help'= {
        }
        &'mlflow;models'= {
            cand --color 'When to use colours: auto, always or never'
            cand --quiet 'Say errors and warnings alone'
            cand --verbose 'Say more: the store, and what happens on the way'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
            cand list 'List registered models'
            cand search 'Find registered models; the same as `list`'
            cand get 'Show a registered model or one of its versions'
            cand create 'Create a registered model without versions'
            cand register 'Register a model as a new version, and print its number'
            cand update 'Change the description of a registered model'
            cand rename 'Give a registered model another name'
            cand delete 'Delete a registered model with all its versions; the files that they name stay'
            cand versions 'List, show and change versions of registered models'
            cand transition 'Move a version to a stage'
            cand alias 'Set and delete the aliases of versions'
            cand tag 'Set and delete tags of registered models and versions'
            cand download 'Download the files of a version, and print where they lie'
            cand copy 'Register a version under another name, and print the number that it has there'
            cand serve 'Serve a model over HTTP'
            cand predict 'Let a model predict from a file, without a server'
            cand prepare-env 'Build the environment of a model, so that it is there when the model is served'
            cand generate-dockerfile 'Write a folder of which an image that serves a model is built'
            cand build-docker 'Build an image that serves a model, with docker or podman'
            cand update-pip-requirements 'Add packages to the requirements of a model, or remove them'
            cand help 'Print this message or the help of the given subcommand(s)'
        }
        &'mlflow;models;list'= {
            cand -f 'What must hold, for example: name LIKE ''fr%'' AND tags.team = ''risk'''
            cand --filter 'What must hold, for example: name LIKE ''fr%'' AND tags.team = ''risk'''
            cand --order-by 'Key of the order, such as `name DESC` or `last_updated_timestamp`; may be repeated'
            cand --max-results 'Maximum number of results; all by default'
            cand --output 'Print the result as table, json, jsonl or csv [default: as MLflow does]'
            cand --color 'When to use colours: auto, always or never'
            cand -1 'The first one alone, as `--max-results 1`'
            cand --json 'The same as `--output json`'
            cand --quiet 'Say errors and warnings alone'
            cand --verbose 'Say more: the store, and what happens on the way'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'mlflow;models;search'= {
            cand -f 'What must hold, for example: name LIKE ''fr%'' AND tags.team = ''risk'''
            cand --filter 'What must hold, for example: name LIKE ''fr%'' AND tags.team = ''risk'''
            cand --order-by 'Key of the order, such as `name DESC` or `last_updated_timestamp`; may be repeated'
            cand --max-results 'Maximum number of results; all by default'
            cand --output 'Print the result as table, json, jsonl or csv [default: as MLflow does]'
            cand --color 'When to use colours: auto, always or never'
            cand -1 'The first one alone, as `--max-results 1`'
            cand --json 'The same as `--output json`'
            cand --quiet 'Say errors and warnings alone'
            cand --verbose 'Say more: the store, and what happens on the way'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'mlflow;models;get'= {
            cand --fail-if-older 'Exit with 3 if the model or the version last changed longer ago than this: 30d, 12h'
            cand --output 'Print the result as table, json, jsonl or csv [default: as MLflow does]'
            cand --color 'When to use colours: auto, always or never'
            cand --json 'The same as `--output json`'
            cand --quiet 'Say errors and warnings alone'
            cand --verbose 'Say more: the store, and what happens on the way'
            cand -h 'Print help'
            cand --help 'Print help'
        }
        &'mlflow;models;create'= {
            cand -d 'What it is for'
            cand --description 'What it is for'
            cand -t 'Tag to set, as key=value; may be repeated'
            cand --tags 'Tag to set, as key=value; may be repeated'
            cand --output 'Print the result as table, json, jsonl or csv [default: as MLflow does]'
            cand --color 'When to use colours: auto, always or never'
            cand --json 'The same as `--output json`'
            cand --quiet 'Say errors and warnings alone'
            cand --verbose 'Say more: the store, and what happens on the way'
            cand -h 'Print help'
            cand --help 'Print help'
        }
        &'mlflow;models;register'= {
            cand -m 'URI of the model: `runs:/ID/model`, `models:/m-ID`, `models:/NAME/3` or where its files are'
            cand --model-uri 'URI of the model: `runs:/ID/model`, `models:/m-ID`, `models:/NAME/3` or where its files are'
            cand -n 'Name of the registered model'
            cand --name 'Name of the registered model'
            cand -d 'What is to be known of the version'
            cand --description 'What is to be known of the version'
            cand -t 'Tag of the version, as key=value; may be repeated'
            cand --tags 'Tag of the version, as key=value; may be repeated'
            cand --await 'Wait until the version is ready, for so long at most; 5 minutes if nothing is said'
            cand --output 'Print the result as table, json, jsonl or csv [default: as MLflow does]'
            cand --color 'When to use colours: auto, always or never'
            cand --json 'The same as `--output json`'
            cand --quiet 'Say errors and warnings alone'
            cand --verbose 'Say more: the store, and what happens on the way'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'mlflow;models;update'= {
            cand -d 'What it is for'
            cand --description 'What it is for'
            cand --output 'Print the result as table, json, jsonl or csv [default: as MLflow does]'
            cand --color 'When to use colours: auto, always or never'
            cand --json 'The same as `--output json`'
            cand --quiet 'Say errors and warnings alone'
            cand --verbose 'Say more: the store, and what happens on the way'
            cand -h 'Print help'
            cand --help 'Print help'
        }
        &'mlflow;models;rename'= {
            cand --output 'Print the result as table, json, jsonl or csv [default: as MLflow does]'
            cand --color 'When to use colours: auto, always or never'
            cand --json 'The same as `--output json`'
            cand --quiet 'Say errors and warnings alone'
            cand --verbose 'Say more: the store, and what happens on the way'
            cand -h 'Print help'
            cand --help 'Print help'
        }
        &'mlflow;models;delete'= {
            cand --output 'Print the result as table, json, jsonl or csv [default: as MLflow does]'
            cand --color 'When to use colours: auto, always or never'
            cand --json 'The same as `--output json`'
            cand --quiet 'Say errors and warnings alone'
            cand --verbose 'Say more: the store, and what happens on the way'
            cand -h 'Print help'
            cand --help 'Print help'
        }
        &'mlflow;models;versions'= {
            cand --color 'When to use colours: auto, always or never'
            cand --quiet 'Say errors and warnings alone'
            cand --verbose 'Say more: the store, and what happens on the way'
            cand -h 'Print help'
            cand --help 'Print help'
            cand list 'List versions, the last changed first'
            cand get 'Show a version'
            cand update 'Change the description of a version'
            cand delete 'Delete a version; the files that it names stay'
            cand transition 'Move a version to a stage'
            cand help 'Print this message or the help of the given subcommand(s)'
        }
        &'mlflow;models;versions;list'= {
            cand -f 'What must hold, for example: stage = ''Production'' OR version_number > 3'
            cand --filter 'What must hold, for example: stage = ''Production'' OR version_number > 3'
            cand --order-by 'Key of the order, such as `version_number DESC`; may be repeated'
            cand --max-results 'Maximum number of results; all by default'
            cand --output 'Print the result as table, json, jsonl or csv [default: as MLflow does]'
            cand --color 'When to use colours: auto, always or never'
            cand -1 'The first one alone, as `--max-results 1`'
            cand --json 'The same as `--output json`'
            cand --quiet 'Say errors and warnings alone'
            cand --verbose 'Say more: the store, and what happens on the way'
            cand -h 'Print help'
            cand --help 'Print help'
        }
        &'mlflow;models;versions;get'= {
            cand --output 'Print the result as table, json, jsonl or csv [default: as MLflow does]'
            cand --color 'When to use colours: auto, always or never'
            cand --json 'The same as `--output json`'
            cand --quiet 'Say errors and warnings alone'
            cand --verbose 'Say more: the store, and what happens on the way'
            cand -h 'Print help'
            cand --help 'Print help'
        }
        &'mlflow;models;versions;update'= {
            cand -d 'What is to be known of it'
            cand --description 'What is to be known of it'
            cand --output 'Print the result as table, json, jsonl or csv [default: as MLflow does]'
            cand --color 'When to use colours: auto, always or never'
            cand --json 'The same as `--output json`'
            cand --quiet 'Say errors and warnings alone'
            cand --verbose 'Say more: the store, and what happens on the way'
            cand -h 'Print help'
            cand --help 'Print help'
        }
        &'mlflow;models;versions;delete'= {
            cand --output 'Print the result as table, json, jsonl or csv [default: as MLflow does]'
            cand --color 'When to use colours: auto, always or never'
            cand --json 'The same as `--output json`'
            cand --quiet 'Say errors and warnings alone'
            cand --verbose 'Say more: the store, and what happens on the way'
            cand -h 'Print help'
            cand --help 'Print help'
        }
        &'mlflow;models;versions;transition'= {
            cand -s 'Where it goes: None, Staging, Production or Archived'
            cand --stage 'Where it goes: None, Staging, Production or Archived'
            cand --output 'Print the result as table, json, jsonl or csv [default: as MLflow does]'
            cand --color 'When to use colours: auto, always or never'
            cand --archive-existing 'Move the versions that are there to the archive; for Staging and Production'
            cand --json 'The same as `--output json`'
            cand --quiet 'Say errors and warnings alone'
            cand --verbose 'Say more: the store, and what happens on the way'
            cand -h 'Print help'
            cand --help 'Print help'
        }
        &'mlflow;models;versions;help'= {
            cand list 'List versions, the last changed first'
            cand get 'Show a version'
            cand update 'Change the description of a version'
            cand delete 'Delete a version; the files that it names stay'
            cand transition 'Move a version to a stage'
            cand help 'Print this message or the help of the given subcommand(s)'
        }
        &'mlflow;models;versions;help;list'= {
        }
        &'mlflow;models;versions;help;get'= {
        }
        &'mlflow;models;versions;help;update'= {
        }
        &'mlflow;models;versions;help;delete'= {
        }
        &'mlflow;models;versions;help;transition'= {
        }
        &'mlflow;models;versions;help;help'= {
        }
        &'mlflow;models;transition'= {
            cand -s 'Where it goes: None, Staging, Production or Archived'
            cand --stage 'Where it goes: None, Staging, Production or Archived'
            cand --output 'Print the result as table, json, jsonl or csv [default: as MLflow does]'
            cand --color 'When to use colours: auto, always or never'
            cand --archive-existing 'Move the versions that are there to the archive; for Staging and Production'
            cand --json 'The same as `--output json`'
            cand --quiet 'Say errors and warnings alone'
            cand --verbose 'Say more: the store, and what happens on the way'
            cand -h 'Print help'
            cand --help 'Print help'
        }
        &'mlflow;models;alias'= {
            cand --color 'When to use colours: auto, always or never'
            cand --quiet 'Say errors and warnings alone'
            cand --verbose 'Say more: the store, and what happens on the way'
            cand -h 'Print help'
            cand --help 'Print help'
            cand set 'Let an alias stand for a version, and for no other any more'
            cand delete 'Delete an alias'
            cand help 'Print this message or the help of the given subcommand(s)'
        }
        &'mlflow;models;alias;set'= {
            cand --output 'Print the result as table, json, jsonl or csv [default: as MLflow does]'
            cand --color 'When to use colours: auto, always or never'
            cand --json 'The same as `--output json`'
            cand --quiet 'Say errors and warnings alone'
            cand --verbose 'Say more: the store, and what happens on the way'
            cand -h 'Print help'
            cand --help 'Print help'
        }
        &'mlflow;models;alias;delete'= {
            cand --output 'Print the result as table, json, jsonl or csv [default: as MLflow does]'
            cand --color 'When to use colours: auto, always or never'
            cand --json 'The same as `--output json`'
            cand --quiet 'Say errors and warnings alone'
            cand --verbose 'Say more: the store, and what happens on the way'
            cand -h 'Print help'
            cand --help 'Print help'
        }
        &'mlflow;models;alias;help'= {
            cand set 'Let an alias stand for a version, and for no other any more'
            cand delete 'Delete an alias'
            cand help 'Print this message or the help of the given subcommand(s)'
        }
        &'mlflow;models;alias;help;set'= {
        }
        &'mlflow;models;alias;help;delete'= {
        }
        &'mlflow;models;alias;help;help'= {
        }
        &'mlflow;models;tag'= {
            cand --color 'When to use colours: auto, always or never'
            cand --quiet 'Say errors and warnings alone'
            cand --verbose 'Say more: the store, and what happens on the way'
            cand -h 'Print help'
            cand --help 'Print help'
            cand set 'Set a tag'
            cand delete 'Delete a tag'
            cand help 'Print this message or the help of the given subcommand(s)'
        }
        &'mlflow;models;tag;set'= {
            cand --version 'Number of the version that has the tag; the model itself without it'
            cand --output 'Print the result as table, json, jsonl or csv [default: as MLflow does]'
            cand --color 'When to use colours: auto, always or never'
            cand --json 'The same as `--output json`'
            cand --quiet 'Say errors and warnings alone'
            cand --verbose 'Say more: the store, and what happens on the way'
            cand -h 'Print help'
            cand --help 'Print help'
        }
        &'mlflow;models;tag;delete'= {
            cand --version 'Number of the version that has the tag; the model itself without it'
            cand --output 'Print the result as table, json, jsonl or csv [default: as MLflow does]'
            cand --color 'When to use colours: auto, always or never'
            cand --json 'The same as `--output json`'
            cand --quiet 'Say errors and warnings alone'
            cand --verbose 'Say more: the store, and what happens on the way'
            cand -h 'Print help'
            cand --help 'Print help'
        }
        &'mlflow;models;tag;help'= {
            cand set 'Set a tag'
            cand delete 'Delete a tag'
            cand help 'Print this message or the help of the given subcommand(s)'
        }
        &'mlflow;models;tag;help;set'= {
        }
        &'mlflow;models;tag;help;delete'= {
        }
        &'mlflow;models;tag;help;help'= {
        }
        &'mlflow;models;download'= {
            cand -d 'Folder to download to, created if it is new; without it, what is on this machine already stays where it is'
            cand --dst-path 'Folder to download to, created if it is new; without it, what is on this machine already stays where it is'
            cand --output 'Print the result as table, json, jsonl or csv [default: as MLflow does]'
            cand --color 'When to use colours: auto, always or never'
            cand --json 'The same as `--output json`'
            cand --quiet 'Say errors and warnings alone'
            cand --verbose 'Say more: the store, and what happens on the way'
            cand -h 'Print help'
            cand --help 'Print help'
        }
        &'mlflow;models;copy'= {
            cand --output 'Print the result as table, json, jsonl or csv [default: as MLflow does]'
            cand --color 'When to use colours: auto, always or never'
            cand --json 'The same as `--output json`'
            cand --quiet 'Say errors and warnings alone'
            cand --verbose 'Say more: the store, and what happens on the way'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'mlflow;models;serve'= {
            cand -m 'The model: `runs:/ID/model`, `models:/fraud@champion`, `models:/fraud/3`, a folder, a cloud'
            cand --model-uri 'The model: `runs:/ID/model`, `models:/fraud@champion`, `models:/fraud/3`, a folder, a cloud'
            cand -p 'Port to listen on; 0 takes a free one and says which [env: MLFLOW_PORT] [default: 5000]'
            cand --port 'Port to listen on; 0 takes a free one and says which [env: MLFLOW_PORT] [default: 5000]'
            cand -h 'Address to listen on; 0.0.0.0 is every one [env: MLFLOW_HOST] [default: 127.0.0.1]'
            cand --host 'Address to listen on; 0.0.0.0 is every one [env: MLFLOW_HOST] [default: 127.0.0.1]'
            cand -t 'Seconds in which a request must be answered; 0 for no limit [env: MLFLOW_SCORING_SERVER_REQUEST_TIMEOUT] [default: 60]'
            cand --timeout 'Seconds in which a request must be answered; 0 for no limit [env: MLFLOW_SCORING_SERVER_REQUEST_TIMEOUT] [default: 60]'
            cand --max-body 'Longest body of a request'
            cand --name 'Name of the model in the Open Inference protocol; by default that of the registered model'
            cand -w 'Processes that hold the model [env: MLFLOW_MODELS_WORKERS] [default: 1]'
            cand --workers 'Processes that hold the model [env: MLFLOW_MODELS_WORKERS] [default: 1]'
            cand --threads 'Requests that a worker answers at a time, for models that wait for other servers'
            cand --queue 'Requests that may wait for a worker; beyond that the answer is 503'
            cand --worker-memory 'Memory that a worker may have; one that takes more is replaced (Linux)'
            cand --watch 'Look every so often whether the URI means another version, and load that'
            cand --batch-size 'Most requests whose rows are put into one prediction, for models that answer row by row'
            cand --batch-wait-ms 'Milliseconds for which a request may wait for others'
            cand --env-manager 'What builds the model''s environment; `virtualenv` by default'
            cand --color 'When to use colours: auto, always or never'
            cand --help 'Print help (`-h` is the host, as in MLflow)'
            cand --request-log 'Say of each request how it was answered, on stderr'
            cand --no-fork 'Let each worker load the model by itself'
            cand --enable-mlserver 'Serve by MLServer, which this program does without: it speaks the same protocol'
            cand --no-conda 'Take the Python on the PATH, as `--env-manager local` does'
            cand --install-mlflow 'Add MLflow to the environment, of the release that logged the model'
            cand --quiet 'Say errors and warnings alone'
            cand --verbose 'Say more: the store, and what happens on the way'
        }
        &'mlflow;models;predict'= {
            cand -m 'The model: `runs:/ID/model`, `models:/fraud@champion`, `models:/fraud/3`, a folder, a cloud'
            cand --model-uri 'The model: `runs:/ID/model`, `models:/fraud@champion`, `models:/fraud/3`, a folder, a cloud'
            cand -i 'File with the input; stdin by default'
            cand --input-path 'File with the input; stdin by default'
            cand -o 'File for the predictions, as JSON; stdout by default'
            cand --output-path 'File for the predictions, as JSON; stdout by default'
            cand -t 'What the input is'
            cand --content-type 'What the input is'
            cand -j 'Form of JSON, for models of MLflow before 2: `split`, `records`, …'
            cand --json-format 'Form of JSON, for models of MLflow before 2: `split`, `records`, …'
            cand -r 'Packages that go before those of the model, such as ''pandas==2.2,scipy''; may be repeated'
            cand --pip-requirements-override 'Packages that go before those of the model, such as ''pandas==2.2,scipy''; may be repeated'
            cand --env 'Variable of the model''s environment, as name=value; may be repeated'
            cand --env-manager 'What builds the model''s environment; `virtualenv` by default'
            cand --color 'When to use colours: auto, always or never'
            cand --no-conda 'Take the Python on the PATH, as `--env-manager local` does'
            cand --install-mlflow 'Add MLflow to the environment, of the release that logged the model'
            cand --quiet 'Say errors and warnings alone'
            cand --verbose 'Say more: the store, and what happens on the way'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'mlflow;models;prepare-env'= {
            cand -m 'The model: `runs:/ID/model`, `models:/fraud@champion`, `models:/fraud/3`, a folder, a cloud'
            cand --model-uri 'The model: `runs:/ID/model`, `models:/fraud@champion`, `models:/fraud/3`, a folder, a cloud'
            cand --env-manager 'What builds the model''s environment; `virtualenv` by default'
            cand --color 'When to use colours: auto, always or never'
            cand --no-conda 'Take the Python on the PATH, as `--env-manager local` does'
            cand --install-mlflow 'Add MLflow to the environment, of the release that logged the model'
            cand --quiet 'Say errors and warnings alone'
            cand --verbose 'Say more: the store, and what happens on the way'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'mlflow;models;generate-dockerfile'= {
            cand -m 'The model: `runs:/ID/model`, `models:/fraud@champion`, a folder, a cloud; without one, the image serves what is mounted at `/opt/ml/model`'
            cand --model-uri 'The model: `runs:/ID/model`, `models:/fraud@champion`, a folder, a cloud; without one, the image serves what is mounted at `/opt/ml/model`'
            cand --env-manager '`virtualenv`, `uv` and `local` mean the same in an image: pip makes the environment'
            cand --mlflow-home 'Folder with MLflow''s own source, which is not supported'
            cand --install-java 'Install Java, which is not supported'
            cand -d 'Folder to write'
            cand --output-directory 'Folder to write'
            cand --color 'When to use colours: auto, always or never'
            cand --install-mlflow 'Add MLflow to the environment, of the release that logged the model'
            cand --quiet 'Say errors and warnings alone'
            cand --verbose 'Say more: the store, and what happens on the way'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'mlflow;models;build-docker'= {
            cand -m 'The model: `runs:/ID/model`, `models:/fraud@champion`, a folder, a cloud; without one, the image serves what is mounted at `/opt/ml/model`'
            cand --model-uri 'The model: `runs:/ID/model`, `models:/fraud@champion`, a folder, a cloud; without one, the image serves what is mounted at `/opt/ml/model`'
            cand --env-manager '`virtualenv`, `uv` and `local` mean the same in an image: pip makes the environment'
            cand --mlflow-home 'Folder with MLflow''s own source, which is not supported'
            cand --install-java 'Install Java, which is not supported'
            cand -n 'Name of the image'
            cand --name 'Name of the image'
            cand --color 'When to use colours: auto, always or never'
            cand --install-mlflow 'Add MLflow to the environment, of the release that logged the model'
            cand --enable-mlserver 'Serve by MLServer, which this program does without: it speaks the same protocol'
            cand --quiet 'Say errors and warnings alone'
            cand --verbose 'Say more: the store, and what happens on the way'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'mlflow;models;update-pip-requirements'= {
            cand -m 'The model: `runs:/ID/model`, `models:/m-…`, a folder, a cloud'
            cand --model-uri 'The model: `runs:/ID/model`, `models:/m-…`, a folder, a cloud'
            cand --color 'When to use colours: auto, always or never'
            cand --quiet 'Say errors and warnings alone'
            cand --verbose 'Say more: the store, and what happens on the way'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'mlflow;models;help'= {
            cand list 'List registered models'
            cand search 'Find registered models; the same as `list`'
            cand get 'Show a registered model or one of its versions'
            cand create 'Create a registered model without versions'
            cand register 'Register a model as a new version, and print its number'
            cand update 'Change the description of a registered model'
            cand rename 'Give a registered model another name'
            cand delete 'Delete a registered model with all its versions; the files that they name stay'
            cand versions 'List, show and change versions of registered models'
            cand transition 'Move a version to a stage'
            cand alias 'Set and delete the aliases of versions'
            cand tag 'Set and delete tags of registered models and versions'
            cand download 'Download the files of a version, and print where they lie'
            cand copy 'Register a version under another name, and print the number that it has there'
            cand serve 'Serve a model over HTTP'
            cand predict 'Let a model predict from a file, without a server'
            cand prepare-env 'Build the environment of a model, so that it is there when the model is served'
            cand generate-dockerfile 'Write a folder of which an image that serves a model is built'
            cand build-docker 'Build an image that serves a model, with docker or podman'
            cand update-pip-requirements 'Add packages to the requirements of a model, or remove them'
            cand help 'Print this message or the help of the given subcommand(s)'
        }
        &'mlflow;models;help;list'= {
        }
        &'mlflow;models;help;search'= {
        }
        &'mlflow;models;help;get'= {
        }
        &'mlflow;models;help;create'= {
        }
        &'mlflow;models;help;register'= {
        }
        &'mlflow;models;help;update'= {
        }
        &'mlflow;models;help;rename'= {
        }
        &'mlflow;models;help;delete'= {
        }
        &'mlflow;models;help;versions'= {
            cand list 'List versions, the last changed first'
            cand get 'Show a version'
            cand update 'Change the description of a version'
            cand delete 'Delete a version; the files that it names stay'
            cand transition 'Move a version to a stage'
        }
        &'mlflow;models;help;versions;list'= {
        }
        &'mlflow;models;help;versions;get'= {
        }
        &'mlflow;models;help;versions;update'= {
        }
        &'mlflow;models;help;versions;delete'= {
        }
        &'mlflow;models;help;versions;transition'= {
        }
        &'mlflow;models;help;transition'= {
        }
        &'mlflow;models;help;alias'= {
            cand set 'Let an alias stand for a version, and for no other any more'
            cand delete 'Delete an alias'
        }
        &'mlflow;models;help;alias;set'= {
        }
        &'mlflow;models;help;alias;delete'= {
        }
        &'mlflow;models;help;tag'= {
            cand set 'Set a tag'
            cand delete 'Delete a tag'
        }
        &'mlflow;models;help;tag;set'= {
        }
        &'mlflow;models;help;tag;delete'= {
        }
        &'mlflow;models;help;download'= {
        }
        &'mlflow;models;help;copy'= {
        }
        &'mlflow;models;help;serve'= {
        }
        &'mlflow;models;help;predict'= {
        }
        &'mlflow;models;help;prepare-env'= {
        }
        &'mlflow;models;help;generate-dockerfile'= {
        }
        &'mlflow;models;help;build-docker'= {
        }
        &'mlflow;models;help;update-pip-requirements'= {
        }
        &'mlflow;models;help;help'= {
        }
        &'mlflow;deployments'= {
            cand --color 'When to use colours: auto, always or never'
            cand --quiet 'Say errors and warnings alone'
            cand --verbose 'Say more: the store, and what happens on the way'
            cand -h 'Print help'
            cand --help 'Print help'
            cand run-local 'Serve a model on this machine; the same server as `mlflow models serve`'
            cand help 'Print this message or the help of the given subcommand(s)'
        }
        &'mlflow;deployments;run-local'= {
            cand -t 'Target: `local`, the only one here'
            cand --target 'Target: `local`, the only one here'
            cand --name 'Name of the deployment, and of the model in the Open Inference protocol'
            cand -m 'The model, as `mlflow models serve` takes it'
            cand --model-uri 'The model, as `mlflow models serve` takes it'
            cand -f 'Flavour: `python_function`, the only one that is served'
            cand --flavor 'Flavour: `python_function`, the only one that is served'
            cand -C 'Flag of `mlflow models serve`, as name=value: `port=8000`, `workers=2`; may be repeated'
            cand --config 'Flag of `mlflow models serve`, as name=value: `port=8000`, `workers=2`; may be repeated'
            cand --color 'When to use colours: auto, always or never'
            cand --quiet 'Say errors and warnings alone'
            cand --verbose 'Say more: the store, and what happens on the way'
            cand -h 'Print help'
            cand --help 'Print help'
        }
        &'mlflow;deployments;help'= {
            cand run-local 'Serve a model on this machine; the same server as `mlflow models serve`'
            cand help 'Print this message or the help of the given subcommand(s)'
        }
        &'mlflow;deployments;help;run-local'= {
        }
        &'mlflow;deployments;help;help'= {
        }
        &'mlflow;webhooks'= {
            cand --color 'When to use colours: auto, always or never'
            cand --quiet 'Say errors and warnings alone'
            cand --verbose 'Say more: the store, and what happens on the way'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
            cand list 'List webhooks, the newest first'
            cand get 'Show a webhook; its secret is never shown'
            cand create 'Create a webhook, and print its id'
            cand update 'Change a webhook; what is not named stays as it is'
            cand delete 'Delete a webhook'
            cand test 'Send a webhook an example; exit with 3 if it does not take it'
            cand help 'Print this message or the help of the given subcommand(s)'
        }
        &'mlflow;webhooks;list'= {
            cand --output 'Print the result as table, json, jsonl or csv [default: as MLflow does]'
            cand --color 'When to use colours: auto, always or never'
            cand --json 'The same as `--output json`'
            cand --quiet 'Say errors and warnings alone'
            cand --verbose 'Say more: the store, and what happens on the way'
            cand -h 'Print help'
            cand --help 'Print help'
        }
        &'mlflow;webhooks;get'= {
            cand --output 'Print the result as table, json, jsonl or csv [default: as MLflow does]'
            cand --color 'When to use colours: auto, always or never'
            cand --json 'The same as `--output json`'
            cand --quiet 'Say errors and warnings alone'
            cand --verbose 'Say more: the store, and what happens on the way'
            cand -h 'Print help'
            cand --help 'Print help'
        }
        &'mlflow;webhooks;create'= {
            cand --url 'Address to which deliveries are sent'
            cand --event 'What it hears of, such as model_version.created; may be repeated, or a list with commas'
            cand -d 'What it is for'
            cand --description 'What it is for'
            cand --status 'Whether it hears anything'
            cand --secret-env 'Environment variable that holds the secret, which signs the deliveries'
            cand --output 'Print the result as table, json, jsonl or csv [default: as MLflow does]'
            cand --color 'When to use colours: auto, always or never'
            cand --secret-stdin 'Read the secret from stdin, up to its end; the end of the last line is not part of it'
            cand --json 'The same as `--output json`'
            cand --quiet 'Say errors and warnings alone'
            cand --verbose 'Say more: the store, and what happens on the way'
            cand -h 'Print help'
            cand --help 'Print help'
        }
        &'mlflow;webhooks;update'= {
            cand --name 'New name'
            cand --url 'New address'
            cand --event 'What it hears of from now on; may be repeated, or a list with commas'
            cand -d 'What it is for'
            cand --description 'What it is for'
            cand --status 'Whether it hears anything'
            cand --secret-env 'Environment variable that holds the secret, which signs the deliveries'
            cand --output 'Print the result as table, json, jsonl or csv [default: as MLflow does]'
            cand --color 'When to use colours: auto, always or never'
            cand --secret-stdin 'Read the secret from stdin, up to its end; the end of the last line is not part of it'
            cand --no-secret 'Sign deliveries no more'
            cand --json 'The same as `--output json`'
            cand --quiet 'Say errors and warnings alone'
            cand --verbose 'Say more: the store, and what happens on the way'
            cand -h 'Print help'
            cand --help 'Print help'
        }
        &'mlflow;webhooks;delete'= {
            cand --output 'Print the result as table, json, jsonl or csv [default: as MLflow does]'
            cand --color 'When to use colours: auto, always or never'
            cand --json 'The same as `--output json`'
            cand --quiet 'Say errors and warnings alone'
            cand --verbose 'Say more: the store, and what happens on the way'
            cand -h 'Print help'
            cand --help 'Print help'
        }
        &'mlflow;webhooks;test'= {
            cand --event 'What the example tells of [default: the first event that the webhook hears of]'
            cand --output 'Print the result as table, json, jsonl or csv [default: as MLflow does]'
            cand --color 'When to use colours: auto, always or never'
            cand --json 'The same as `--output json`'
            cand --quiet 'Say errors and warnings alone'
            cand --verbose 'Say more: the store, and what happens on the way'
            cand -h 'Print help'
            cand --help 'Print help'
        }
        &'mlflow;webhooks;help'= {
            cand list 'List webhooks, the newest first'
            cand get 'Show a webhook; its secret is never shown'
            cand create 'Create a webhook, and print its id'
            cand update 'Change a webhook; what is not named stays as it is'
            cand delete 'Delete a webhook'
            cand test 'Send a webhook an example; exit with 3 if it does not take it'
            cand help 'Print this message or the help of the given subcommand(s)'
        }
        &'mlflow;webhooks;help;list'= {
        }
        &'mlflow;webhooks;help;get'= {
        }
        &'mlflow;webhooks;help;create'= {
        }
        &'mlflow;webhooks;help;update'= {
        }
        &'mlflow;webhooks;help;delete'= {
        }
        &'mlflow;webhooks;help;test'= {
        }
        &'mlflow;webhooks;help;help'= {
        }
        &'mlflow;users'= {
            cand --color 'When to use colours: auto, always or never'
            cand --quiet 'Say errors and warnings alone'
            cand --verbose 'Say more: the store, and what happens on the way'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
            cand create 'Add a user'
            cand list 'List users'
            cand delete 'Delete a user, with the permissions and tokens that the user has'
            cand update-password 'Give a user another password'
            cand update-admin 'Make a user an administrator, or take that away'
            cand help 'Print this message or the help of the given subcommand(s)'
        }
        &'mlflow;users;create'= {
            cand --password-env 'Environment variable that holds the password'
            cand --output 'Print the result as table, json, jsonl or csv [default: as MLflow does]'
            cand --color 'When to use colours: auto, always or never'
            cand --admin 'Make the user an administrator'
            cand --password-stdin 'Read the password from stdin, up to its end; the end of the last line is not part of it'
            cand --json 'The same as `--output json`'
            cand --quiet 'Say errors and warnings alone'
            cand --verbose 'Say more: the store, and what happens on the way'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'mlflow;users;list'= {
            cand --output 'Print the result as table, json, jsonl or csv [default: as MLflow does]'
            cand --color 'When to use colours: auto, always or never'
            cand --json 'The same as `--output json`'
            cand --quiet 'Say errors and warnings alone'
            cand --verbose 'Say more: the store, and what happens on the way'
            cand -h 'Print help'
            cand --help 'Print help'
        }
        &'mlflow;users;delete'= {
            cand --output 'Print the result as table, json, jsonl or csv [default: as MLflow does]'
            cand --color 'When to use colours: auto, always or never'
            cand --json 'The same as `--output json`'
            cand --quiet 'Say errors and warnings alone'
            cand --verbose 'Say more: the store, and what happens on the way'
            cand -h 'Print help'
            cand --help 'Print help'
        }
        &'mlflow;users;update-password'= {
            cand --password-env 'Environment variable that holds the password'
            cand --output 'Print the result as table, json, jsonl or csv [default: as MLflow does]'
            cand --color 'When to use colours: auto, always or never'
            cand --password-stdin 'Read the password from stdin, up to its end; the end of the last line is not part of it'
            cand --json 'The same as `--output json`'
            cand --quiet 'Say errors and warnings alone'
            cand --verbose 'Say more: the store, and what happens on the way'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'mlflow;users;update-admin'= {
            cand --output 'Print the result as table, json, jsonl or csv [default: as MLflow does]'
            cand --color 'When to use colours: auto, always or never'
            cand --json 'The same as `--output json`'
            cand --quiet 'Say errors and warnings alone'
            cand --verbose 'Say more: the store, and what happens on the way'
            cand -h 'Print help'
            cand --help 'Print help'
        }
        &'mlflow;users;help'= {
            cand create 'Add a user'
            cand list 'List users'
            cand delete 'Delete a user, with the permissions and tokens that the user has'
            cand update-password 'Give a user another password'
            cand update-admin 'Make a user an administrator, or take that away'
            cand help 'Print this message or the help of the given subcommand(s)'
        }
        &'mlflow;users;help;create'= {
        }
        &'mlflow;users;help;list'= {
        }
        &'mlflow;users;help;delete'= {
        }
        &'mlflow;users;help;update-password'= {
        }
        &'mlflow;users;help;update-admin'= {
        }
        &'mlflow;users;help;help'= {
        }
        &'mlflow;permissions'= {
            cand --color 'When to use colours: auto, always or never'
            cand --quiet 'Say errors and warnings alone'
            cand --verbose 'Say more: the store, and what happens on the way'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
            cand grant 'Give a user a permission on a resource'
            cand revoke 'Take a permission on a resource from a user'
            cand list 'List what a user may do, by roles or directly'
            cand help 'Print this message or the help of the given subcommand(s)'
        }
        &'mlflow;permissions;grant'= {
            cand --output 'Print the result as table, json, jsonl or csv [default: as MLflow does]'
            cand --color 'When to use colours: auto, always or never'
            cand --json 'The same as `--output json`'
            cand --quiet 'Say errors and warnings alone'
            cand --verbose 'Say more: the store, and what happens on the way'
            cand -h 'Print help'
            cand --help 'Print help'
        }
        &'mlflow;permissions;revoke'= {
            cand --output 'Print the result as table, json, jsonl or csv [default: as MLflow does]'
            cand --color 'When to use colours: auto, always or never'
            cand --json 'The same as `--output json`'
            cand --quiet 'Say errors and warnings alone'
            cand --verbose 'Say more: the store, and what happens on the way'
            cand -h 'Print help'
            cand --help 'Print help'
        }
        &'mlflow;permissions;list'= {
            cand --output 'Print the result as table, json, jsonl or csv [default: as MLflow does]'
            cand --color 'When to use colours: auto, always or never'
            cand --json 'The same as `--output json`'
            cand --quiet 'Say errors and warnings alone'
            cand --verbose 'Say more: the store, and what happens on the way'
            cand -h 'Print help'
            cand --help 'Print help'
        }
        &'mlflow;permissions;help'= {
            cand grant 'Give a user a permission on a resource'
            cand revoke 'Take a permission on a resource from a user'
            cand list 'List what a user may do, by roles or directly'
            cand help 'Print this message or the help of the given subcommand(s)'
        }
        &'mlflow;permissions;help;grant'= {
        }
        &'mlflow;permissions;help;revoke'= {
        }
        &'mlflow;permissions;help;list'= {
        }
        &'mlflow;permissions;help;help'= {
        }
        &'mlflow;roles'= {
            cand --color 'When to use colours: auto, always or never'
            cand --quiet 'Say errors and warnings alone'
            cand --verbose 'Say more: the store, and what happens on the way'
            cand -h 'Print help'
            cand --help 'Print help'
            cand create 'Add a role, and print its id'
            cand list 'List roles with what they permit'
            cand delete 'Delete a role, and take it from all users'
            cand grant 'Give a role a permission, and print its id'
            cand revoke 'Take a permission from its role'
            cand assign 'Give a user a role'
            cand unassign 'Take a role from a user'
            cand help 'Print this message or the help of the given subcommand(s)'
        }
        &'mlflow;roles;create'= {
            cand -d 'What it is for'
            cand --description 'What it is for'
            cand --output 'Print the result as table, json, jsonl or csv [default: as MLflow does]'
            cand --color 'When to use colours: auto, always or never'
            cand --json 'The same as `--output json`'
            cand --quiet 'Say errors and warnings alone'
            cand --verbose 'Say more: the store, and what happens on the way'
            cand -h 'Print help'
            cand --help 'Print help'
        }
        &'mlflow;roles;list'= {
            cand --output 'Print the result as table, json, jsonl or csv [default: as MLflow does]'
            cand --color 'When to use colours: auto, always or never'
            cand --json 'The same as `--output json`'
            cand --quiet 'Say errors and warnings alone'
            cand --verbose 'Say more: the store, and what happens on the way'
            cand -h 'Print help'
            cand --help 'Print help'
        }
        &'mlflow;roles;delete'= {
            cand --output 'Print the result as table, json, jsonl or csv [default: as MLflow does]'
            cand --color 'When to use colours: auto, always or never'
            cand --json 'The same as `--output json`'
            cand --quiet 'Say errors and warnings alone'
            cand --verbose 'Say more: the store, and what happens on the way'
            cand -h 'Print help'
            cand --help 'Print help'
        }
        &'mlflow;roles;grant'= {
            cand --output 'Print the result as table, json, jsonl or csv [default: as MLflow does]'
            cand --color 'When to use colours: auto, always or never'
            cand --json 'The same as `--output json`'
            cand --quiet 'Say errors and warnings alone'
            cand --verbose 'Say more: the store, and what happens on the way'
            cand -h 'Print help'
            cand --help 'Print help'
        }
        &'mlflow;roles;revoke'= {
            cand --output 'Print the result as table, json, jsonl or csv [default: as MLflow does]'
            cand --color 'When to use colours: auto, always or never'
            cand --json 'The same as `--output json`'
            cand --quiet 'Say errors and warnings alone'
            cand --verbose 'Say more: the store, and what happens on the way'
            cand -h 'Print help'
            cand --help 'Print help'
        }
        &'mlflow;roles;assign'= {
            cand --output 'Print the result as table, json, jsonl or csv [default: as MLflow does]'
            cand --color 'When to use colours: auto, always or never'
            cand --json 'The same as `--output json`'
            cand --quiet 'Say errors and warnings alone'
            cand --verbose 'Say more: the store, and what happens on the way'
            cand -h 'Print help'
            cand --help 'Print help'
        }
        &'mlflow;roles;unassign'= {
            cand --output 'Print the result as table, json, jsonl or csv [default: as MLflow does]'
            cand --color 'When to use colours: auto, always or never'
            cand --json 'The same as `--output json`'
            cand --quiet 'Say errors and warnings alone'
            cand --verbose 'Say more: the store, and what happens on the way'
            cand -h 'Print help'
            cand --help 'Print help'
        }
        &'mlflow;roles;help'= {
            cand create 'Add a role, and print its id'
            cand list 'List roles with what they permit'
            cand delete 'Delete a role, and take it from all users'
            cand grant 'Give a role a permission, and print its id'
            cand revoke 'Take a permission from its role'
            cand assign 'Give a user a role'
            cand unassign 'Take a role from a user'
            cand help 'Print this message or the help of the given subcommand(s)'
        }
        &'mlflow;roles;help;create'= {
        }
        &'mlflow;roles;help;list'= {
        }
        &'mlflow;roles;help;delete'= {
        }
        &'mlflow;roles;help;grant'= {
        }
        &'mlflow;roles;help;revoke'= {
        }
        &'mlflow;roles;help;assign'= {
        }
        &'mlflow;roles;help;unassign'= {
        }
        &'mlflow;roles;help;help'= {
        }
        &'mlflow;tokens'= {
            cand --color 'When to use colours: auto, always or never'
            cand --quiet 'Say errors and warnings alone'
            cand --verbose 'Say more: the store, and what happens on the way'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
            cand create 'Make an access token, and print it: it is not shown again'
            cand list 'List your access tokens, the oldest first'
            cand revoke 'End an access token'
            cand help 'Print this message or the help of the given subcommand(s)'
        }
        &'mlflow;tokens;create'= {
            cand --scope 'What it allows, of what you may do'
            cand --expires 'After how long it is void, such as 90d or 12h [default: never]'
            cand --output 'Print the result as table, json, jsonl or csv [default: as MLflow does]'
            cand --color 'When to use colours: auto, always or never'
            cand --json 'The same as `--output json`'
            cand --quiet 'Say errors and warnings alone'
            cand --verbose 'Say more: the store, and what happens on the way'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'mlflow;tokens;list'= {
            cand --output 'Print the result as table, json, jsonl or csv [default: as MLflow does]'
            cand --color 'When to use colours: auto, always or never'
            cand --json 'The same as `--output json`'
            cand --quiet 'Say errors and warnings alone'
            cand --verbose 'Say more: the store, and what happens on the way'
            cand -h 'Print help'
            cand --help 'Print help'
        }
        &'mlflow;tokens;revoke'= {
            cand --output 'Print the result as table, json, jsonl or csv [default: as MLflow does]'
            cand --color 'When to use colours: auto, always or never'
            cand --json 'The same as `--output json`'
            cand --quiet 'Say errors and warnings alone'
            cand --verbose 'Say more: the store, and what happens on the way'
            cand -h 'Print help'
            cand --help 'Print help'
        }
        &'mlflow;tokens;help'= {
            cand create 'Make an access token, and print it: it is not shown again'
            cand list 'List your access tokens, the oldest first'
            cand revoke 'End an access token'
            cand help 'Print this message or the help of the given subcommand(s)'
        }
        &'mlflow;tokens;help;create'= {
        }
        &'mlflow;tokens;help;list'= {
        }
        &'mlflow;tokens;help;revoke'= {
        }
        &'mlflow;tokens;help;help'= {
        }
        &'mlflow;login'= {
            cand -u 'Name of the user, to log in by a password and without a browser'
            cand --username 'Name of the user, to log in by a password and without a browser'
            cand --password-env 'Environment variable that holds the password'
            cand --color 'When to use colours: auto, always or never'
            cand --password-stdin 'Read the password from stdin, up to its end; the end of the last line is not part of it'
            cand --quiet 'Say errors and warnings alone'
            cand --verbose 'Say more: the store, and what happens on the way'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'mlflow;logout'= {
            cand --color 'When to use colours: auto, always or never'
            cand --quiet 'Say errors and warnings alone'
            cand --verbose 'Say more: the store, and what happens on the way'
            cand -h 'Print help'
            cand --help 'Print help'
        }
        &'mlflow;whoami'= {
            cand --output 'Print the result as table, json, jsonl or csv [default: as MLflow does]'
            cand --color 'When to use colours: auto, always or never'
            cand --json 'The same as `--output json`'
            cand --quiet 'Say errors and warnings alone'
            cand --verbose 'Say more: the store, and what happens on the way'
            cand -h 'Print help'
            cand --help 'Print help'
        }
        &'mlflow;db'= {
            cand --color 'When to use colours: auto, always or never'
            cand --quiet 'Say errors and warnings alone'
            cand --verbose 'Say more: the store, and what happens on the way'
            cand -h 'Print help'
            cand --help 'Print help'
            cand create 'Make a database with the schema of any release of MLflow since 1.0'
            cand upgrade 'Bring a database of MLflow 1.0 or later to the schema of a later release'
            cand backup 'Copy an SQLite database as it is at this moment, while others go on writing'
            cand status 'Show which MLflow a database belongs to, what an upgrade would do, and whether it is whole'
            cand help 'Print this message or the help of the given subcommand(s)'
        }
        &'mlflow;db;create'= {
            cand --schema 'The schema: a release such as 3.17 or 2.9.2, or an Alembic revision; the newest that is known if not given'
            cand --color 'When to use colours: auto, always or never'
            cand --quiet 'Say errors and warnings alone'
            cand --verbose 'Say more: the store, and what happens on the way'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'mlflow;db;upgrade'= {
            cand --to 'The schema to bring it to: a release such as 3.17, or an Alembic revision; the newest that is known if not given'
            cand --output 'Print the result as table, json, jsonl or csv [default: as MLflow does]'
            cand --color 'When to use colours: auto, always or never'
            cand --no-backup 'Keep no copy of the SQLite database as it was'
            cand --json 'The same as `--output json`'
            cand --quiet 'Say errors and warnings alone'
            cand --verbose 'Say more: the store, and what happens on the way'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'mlflow;db;backup'= {
            cand --color 'When to use colours: auto, always or never'
            cand --overwrite 'Replace the file if it already exists'
            cand --quiet 'Say errors and warnings alone'
            cand --verbose 'Say more: the store, and what happens on the way'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'mlflow;db;status'= {
            cand --output 'Print the result as table, json, jsonl or csv [default: as MLflow does]'
            cand --color 'When to use colours: auto, always or never'
            cand --json 'The same as `--output json`'
            cand --quiet 'Say errors and warnings alone'
            cand --verbose 'Say more: the store, and what happens on the way'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'mlflow;db;help'= {
            cand create 'Make a database with the schema of any release of MLflow since 1.0'
            cand upgrade 'Bring a database of MLflow 1.0 or later to the schema of a later release'
            cand backup 'Copy an SQLite database as it is at this moment, while others go on writing'
            cand status 'Show which MLflow a database belongs to, what an upgrade would do, and whether it is whole'
            cand help 'Print this message or the help of the given subcommand(s)'
        }
        &'mlflow;db;help;create'= {
        }
        &'mlflow;db;help;upgrade'= {
        }
        &'mlflow;db;help;backup'= {
        }
        &'mlflow;db;help;status'= {
        }
        &'mlflow;db;help;help'= {
        }
        &'mlflow;run'= {
            cand -e 'Entry point, or a script of the project such as `train.py`'
            cand --entry-point 'Entry point, or a script of the project such as `train.py`'
            cand -v 'Version of a project in a git repository: a branch, tag or commit'
            cand --version 'Version of a project in a git repository: a branch, tag or commit'
            cand -P 'Parameter, as name=value, or name alone for a flag; may be repeated'
            cand --param-list 'Parameter, as name=value, or name alone for a flag; may be repeated'
            cand -A 'Argument for `docker run`, as name=value or name; may be repeated'
            cand --docker-args 'Argument for `docker run`, as name=value or name; may be repeated'
            cand --experiment-id 'ID of the experiment [env: MLFLOW_EXPERIMENT_ID] [default: 0]'
            cand --experiment-name 'Name of the experiment, created if it is new [env: MLFLOW_EXPERIMENT_NAME]'
            cand -b 'Where the command runs: `local` or `kubernetes`'
            cand --backend 'Where the command runs: `local` or `kubernetes`'
            cand -c 'Settings of the backend: JSON, or a file whose name ends in `.json`'
            cand --backend-config 'Settings of the backend: JSON, or a file whose name ends in `.json`'
            cand --env-manager 'What builds the project''s environment'
            cand --storage-dir 'Folder for the artifacts that parameters of type `path` download [env: MLFLOW_TMP_DIR]'
            cand --run-id 'A run to continue, instead of starting one: its ID, its name or `@last`'
            cand --run-name 'Name of the run; a random one by default'
            cand --run-id-file 'File to which the run''s ID is written, as soon as there is a run'
            cand --output 'Print the result as table, json, jsonl or csv [default: as MLflow does]'
            cand --tracking 'How MLflow clients of any version that the command uses reach a local store'
            cand --retry 'Repeat a failed run up to N times, each time as a new run'
            cand --timeout 'End the run as KILLED after this time, such as 90, 15m or 1h30m'
            cand --sample 'Try only N of them, chosen at random'
            cand --seed 'Seed of the choice, to make the same one again'
            cand -j 'How many trials run at the same time'
            cand --jobs 'How many trials run at the same time'
            cand --objective 'Sort the table at the end by a metric: `metrics.loss:min` or `metrics.acc:max`'
            cand --color 'When to use colours: auto, always or never'
            cand --help-project 'List the project''s entry points and their parameters, and run nothing'
            cand --no-conda 'Take the programs on the PATH, as `--env-manager local` does'
            cand --build-image 'Build a new image with the project''s files, for a project with a `docker_env`'
            cand --json 'The same as `--output json`'
            cand --needed 'Run only if there is no finished run with the same inputs; the last line on stdout is the ID of that run, or of the new one'
            cand --background 'Run in the background, and print the ID of the run; see `mlflow runs wait`'
            cand --grid 'Try all combinations of the values that commas separate: `-P lr=0.1,0.01 --grid`'
            cand --detached 'This process carries out a run that another one has started'
            cand --quiet 'Say errors and warnings alone'
            cand --verbose 'Say more: the store, and what happens on the way'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'mlflow;exec'= {
            cand --experiment-id 'ID of the experiment [env: MLFLOW_EXPERIMENT_ID] [default: 0]'
            cand --experiment-name 'Name of the experiment, created if it is new [env: MLFLOW_EXPERIMENT_NAME]'
            cand --run-id 'A run to continue, instead of starting one: its ID, its name or `@last`'
            cand --run-name 'Name of the run; a random one by default [env: MLFLOW_RUN_NAME]'
            cand -t 'Tag to set, as key=value; may be repeated'
            cand --tags 'Tag to set, as key=value; may be repeated'
            cand -P 'Param to log, as name=value; may be repeated'
            cand --param 'Param to log, as name=value; may be repeated'
            cand --run-id-file 'File to which the run''s ID is written, as soon as there is a run'
            cand --output 'Print the result as table, json, jsonl or csv [default: as MLflow does]'
            cand --tracking 'How MLflow clients of any version that the command uses reach a local store'
            cand --color 'When to use colours: auto, always or never'
            cand --no-arguments 'Record the program''s name alone, and not its arguments'
            cand --no-run 'Start no run: the command finds the store and the experiment, and starts its runs itself'
            cand --json 'The same as `--output json`'
            cand --quiet 'Say errors and warnings alone'
            cand --verbose 'Say more: the store, and what happens on the way'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'mlflow;top'= {
            cand --silent-after 'Mark runs that have logged nothing for as long as this'
            cand --interval 'Time between two looks'
            cand -x 'ID of an experiment to look in; may be repeated [env: MLFLOW_EXPERIMENT_ID]'
            cand --experiment-id 'ID of an experiment to look in; may be repeated [env: MLFLOW_EXPERIMENT_ID]'
            cand --experiment-name 'Name of an experiment to look in; may be repeated [env: MLFLOW_EXPERIMENT_NAME]'
            cand --experiment 'Name or ID of an experiment to look in; may be repeated'
            cand --output 'Print the result as table, json, jsonl or csv [default: as MLflow does]'
            cand --color 'When to use colours: auto, always or never'
            cand --once 'Show it once'
            cand --json 'The same as `--output json`'
            cand --quiet 'Say errors and warnings alone'
            cand --verbose 'Say more: the store, and what happens on the way'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'mlflow;gate'= {
            cand -r 'The run: its ID, the beginning of it, its name, `@last` or `@best:metrics.KEY` [env: MLFLOW_RUN_ID] [default: the latest]'
            cand --run 'The run: its ID, the beginning of it, its name, `@last` or `@best:metrics.KEY` [env: MLFLOW_RUN_ID] [default: the latest]'
            cand --run-id 'The run: its ID, the beginning of it, its name, `@last` or `@best:metrics.KEY` [env: MLFLOW_RUN_ID] [default: the latest]'
            cand --baseline 'The run to compare with: an ID, a name, `@best:metrics.KEY`; or a filter, of which the latest finished run is taken: tags.branch=''main'''
            cand --baseline-branch 'Compare with the latest finished run of this git branch'
            cand -x 'ID of an experiment to look in; may be repeated [env: MLFLOW_EXPERIMENT_ID]'
            cand --experiment-id 'ID of an experiment to look in; may be repeated [env: MLFLOW_EXPERIMENT_ID]'
            cand --experiment-name 'Name of an experiment to look in; may be repeated [env: MLFLOW_EXPERIMENT_NAME]'
            cand --experiment 'Name or ID of an experiment to look in; may be repeated'
            cand --output 'Print the result as table, json, jsonl or csv [default: as MLflow does]'
            cand --color 'When to use colours: auto, always or never'
            cand --allow-no-baseline 'Let conditions on a baseline hold where there is none yet'
            cand --json 'The same as `--output json`'
            cand --quiet 'Say errors and warnings alone'
            cand --verbose 'Say more: the store, and what happens on the way'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'mlflow;report'= {
            cand --baseline 'The run to compare with: an ID, a name, `@best:metrics.KEY`; or a filter, of which the latest finished run is taken: tags.branch=''main'''
            cand --baseline-branch 'Compare with the latest finished run of this git branch'
            cand -o 'File to write instead of stdout'
            cand --out 'File to write instead of stdout'
            cand --charts 'Folder for charts of the metrics as SVG, which the report then shows'
            cand -x 'ID of an experiment to look in; may be repeated [env: MLFLOW_EXPERIMENT_ID]'
            cand --experiment-id 'ID of an experiment to look in; may be repeated [env: MLFLOW_EXPERIMENT_ID]'
            cand --experiment-name 'Name of an experiment to look in; may be repeated [env: MLFLOW_EXPERIMENT_NAME]'
            cand --experiment 'Name or ID of an experiment to look in; may be repeated'
            cand --output 'Print the result as table, json, jsonl or csv [default: as MLflow does]'
            cand --color 'When to use colours: auto, always or never'
            cand --json 'The same as `--output json`'
            cand --quiet 'Say errors and warnings alone'
            cand --verbose 'Say more: the store, and what happens on the way'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'mlflow;env'= {
            cand --color 'When to use colours: auto, always or never'
            cand --quiet 'Say errors and warnings alone'
            cand --verbose 'Say more: the store, and what happens on the way'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
            cand list 'List the environments, the one used last first'
            cand prune 'Remove environments that no run has used for a while'
            cand help 'Print this message or the help of the given subcommand(s)'
        }
        &'mlflow;env;list'= {
            cand --output 'Print the result as table, json, jsonl or csv [default: as MLflow does]'
            cand --color 'When to use colours: auto, always or never'
            cand --json 'The same as `--output json`'
            cand --quiet 'Say errors and warnings alone'
            cand --verbose 'Say more: the store, and what happens on the way'
            cand -h 'Print help'
            cand --help 'Print help'
        }
        &'mlflow;env;prune'= {
            cand --older-than 'Remove what was not used for as long as this, such as 30d or 12h'
            cand --output 'Print the result as table, json, jsonl or csv [default: as MLflow does]'
            cand --color 'When to use colours: auto, always or never'
            cand --all 'Remove all of them'
            cand --dry-run 'Say what would be removed, and remove nothing'
            cand --json 'The same as `--output json`'
            cand --quiet 'Say errors and warnings alone'
            cand --verbose 'Say more: the store, and what happens on the way'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'mlflow;env;help'= {
            cand list 'List the environments, the one used last first'
            cand prune 'Remove environments that no run has used for a while'
            cand help 'Print this message or the help of the given subcommand(s)'
        }
        &'mlflow;env;help;list'= {
        }
        &'mlflow;env;help;prune'= {
        }
        &'mlflow;env;help;help'= {
        }
        &'mlflow;gc'= {
            cand --older-than 'Remove only what was deleted at least this long ago: 30d or 30, 8h, 1d2h3m4s, 1.5d'
            cand --run-ids 'Remove these runs, separated by commas'
            cand --experiment-ids 'Remove these experiments with everything in them, separated by commas'
            cand --logged-model-ids 'Remove these logged models, separated by commas'
            cand -f 'Remove only deleted runs that this filter matches, for example: metrics.loss > 1'
            cand --filter 'Remove only deleted runs that this filter matches, for example: metrics.loss > 1'
            cand --job-ids 'Remove the records of these jobs, if they have ended, separated by commas'
            cand --backend-store-uri 'Store to clean, a folder or an SQLite database; by default that of MLFLOW_TRACKING_URI, or of MLFLOW_BACKEND_STORE_URI where that is a server'
            cand --tracking-uri 'Server through which artifacts go (`mlflow-artifacts:`) [env: MLFLOW_TRACKING_URI]'
            cand --artifacts-destination 'Folder in which that server keeps them, to remove them without it [env: MLFLOW_ARTIFACTS_DESTINATION]'
            cand --workspace 'Workspace to clean; there is `default` alone [env: MLFLOW_WORKSPACE]'
            cand --output 'Print the result as table, json, jsonl or csv [default: as MLflow does]'
            cand --color 'When to use colours: auto, always or never'
            cand --jobs 'Remove the records of jobs that have ended as well'
            cand --dry-run 'Say what would be removed, and remove nothing'
            cand -y 'Do not ask for confirmation; without a terminal, it is never asked for'
            cand --yes 'Do not ask for confirmation; without a terminal, it is never asked for'
            cand --all-workspaces 'Clean all workspaces, of which there is one'
            cand --json 'The same as `--output json`'
            cand --quiet 'Say errors and warnings alone'
            cand --verbose 'Say more: the store, and what happens on the way'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'mlflow;sync'= {
            cand --experiment 'Copy only this experiment, by name or ID; may be given several times'
            cand -f 'Copy only runs that this filter matches, for example: metrics.loss < 1'
            cand --filter 'Copy only runs that this filter matches, for example: metrics.loss < 1'
            cand -v 'Which stages are copied'
            cand --view 'Which stages are copied'
            cand --artifacts 'What becomes of artifacts'
            cand --artifact-root 'Where artifacts of new experiments go: a folder or a cloud such as s3://bucket/path; by default where the target keeps them, of a new SQLite database in ./mlruns'
            cand --output 'Print the result as table, json, jsonl or csv [default: as MLflow does]'
            cand --color 'When to use colours: auto, always or never'
            cand --no-models 'Leave registered models out'
            cand --checksum 'Compare histories and artifacts to the last byte, and read again what was written'
            cand --dry-run 'Say what would be copied, and write nothing'
            cand --json 'The same as `--output json`'
            cand --quiet 'Say errors and warnings alone'
            cand --verbose 'Say more: the store, and what happens on the way'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'mlflow;migrate-filestore'= {
            cand --source 'Folder of the store, or the one in which `mlruns` lies'
            cand --target 'Database to write, such as sqlite:///mlflow.db'
            cand --output 'Print the result as table, json, jsonl or csv [default: as MLflow does]'
            cand --color 'When to use colours: auto, always or never'
            cand --progress 'Show how far it is, on a terminal (the default)'
            cand --no-progress 'Do not show how far it is'
            cand --json 'The same as `--output json`'
            cand --quiet 'Say errors and warnings alone'
            cand --verbose 'Say more: the store, and what happens on the way'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'mlflow;export'= {
            cand --experiment 'Copy only this experiment, by name or ID; may be given several times'
            cand -f 'Copy only runs that this filter matches, for example: metrics.loss < 1'
            cand --filter 'Copy only runs that this filter matches, for example: metrics.loss < 1'
            cand -v 'Which stages are copied'
            cand --view 'Which stages are copied'
            cand --output 'Print the result as table, json, jsonl or csv [default: as MLflow does]'
            cand --color 'When to use colours: auto, always or never'
            cand --no-models 'Leave registered models out'
            cand --no-artifacts 'Leave artifacts out'
            cand --overwrite 'Replace an archive that is there'
            cand --json 'The same as `--output json`'
            cand --quiet 'Say errors and warnings alone'
            cand --verbose 'Say more: the store, and what happens on the way'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'mlflow;import'= {
            cand --experiment 'Copy only this experiment, by name or ID; may be given several times'
            cand -f 'Copy only runs that this filter matches, for example: metrics.loss < 1'
            cand --filter 'Copy only runs that this filter matches, for example: metrics.loss < 1'
            cand -v 'Which stages are copied'
            cand --view 'Which stages are copied'
            cand --artifact-root 'Where artifacts of new experiments go: a folder or a cloud such as s3://bucket/path; by default where the target keeps them, of a new SQLite database in ./mlruns'
            cand --output 'Print the result as table, json, jsonl or csv [default: as MLflow does]'
            cand --color 'When to use colours: auto, always or never'
            cand --no-models 'Leave registered models out'
            cand --dry-run 'Check the archive, say what would be copied, and write nothing'
            cand --json 'The same as `--output json`'
            cand --quiet 'Say errors and warnings alone'
            cand --verbose 'Say more: the store, and what happens on the way'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'mlflow;server'= {
            cand --page 'Serve MLflow''s own page instead: `mlflow`, that of the Python on the PATH, or a folder'
            cand --expose-prometheus 'Count requests, for Prometheus to read at /metrics [env: MLFLOW_EXPOSE_PROMETHEUS]'
            cand --backend-store-uri 'Store of experiments and runs [env: MLFLOW_BACKEND_STORE_URI]'
            cand --read-replica-backend-store-uri 'Replica of the backend store to read from [env: MLFLOW_READ_REPLICA_BACKEND_STORE_URI]'
            cand --registry-store-uri 'Store of registered models [env: MLFLOW_REGISTRY_STORE_URI]'
            cand --default-artifact-root 'Where artifacts of new experiments go [env: MLFLOW_DEFAULT_ARTIFACT_ROOT]'
            cand --artifacts-destination 'Folder or cloud of the artifacts that go through the server [env: MLFLOW_ARTIFACTS_DESTINATION] [default: ./mlartifacts]'
            cand -h 'Address to listen on; 0.0.0.0 is every one [env: MLFLOW_HOST] [default: 127.0.0.1]'
            cand --host 'Address to listen on; 0.0.0.0 is every one [env: MLFLOW_HOST] [default: 127.0.0.1]'
            cand -p 'Port to listen on; 0 takes a free one and says which [env: MLFLOW_PORT] [default: 5000]'
            cand --port 'Port to listen on; 0 takes a free one and says which [env: MLFLOW_PORT] [default: 5000]'
            cand --ssl-certfile 'Certificate in PEM with which connections are encrypted; with those above it behind'
            cand --ssl-keyfile 'Key of the certificate in PEM, without a password'
            cand --behind-proxy 'Proxies that say in X-Forwarded-For for whom they ask, separated by commas: 10.0.0.0/8'
            cand --static-prefix 'What stands before every path, such as /mlflow [env: MLFLOW_STATIC_PREFIX]'
            cand --allowed-hosts 'Hosts that requests may name, separated by commas [env: MLFLOW_SERVER_ALLOWED_HOSTS]'
            cand --cors-allowed-origins 'Origins whose pages may use the API [env: MLFLOW_SERVER_CORS_ALLOWED_ORIGINS]'
            cand --x-frame-options 'Whose pages may embed ours: SAMEORIGIN (the default), DENY or NONE for all [env: MLFLOW_SERVER_X_FRAME_OPTIONS]'
            cand --app-name 'Ask for passwords: `basic-auth`'
            cand --access-log 'Write a line for each request to stderr, or to a file behind `=`'
            cand --audit-log 'Write a line of JSON for each request of a user that changes something to this file'
            cand -w 'Number of processes: there is one, with as many threads as it needs'
            cand --workers 'Number of processes: there is one, with as many threads as it needs'
            cand --gunicorn-opts 'Settings of gunicorn'
            cand --waitress-opts 'Settings of waitress'
            cand --uvicorn-opts 'Settings of uvicorn'
            cand --trace-archival-config 'Settings of the archive of traces'
            cand --secrets-cache-ttl 'For how long secrets of the gateway are remembered'
            cand --secrets-cache-max-size 'How many secrets of the gateway are remembered'
            cand --workspace-store-uri 'Store of workspaces'
            cand --color 'When to use colours: auto, always or never'
            cand --open 'Open the page in the browser'
            cand --help 'Print help (`-h` is the host, as in MLflow)'
            cand --serve-artifacts 'Let artifacts go through the server, the default [env: MLFLOW_SERVE_ARTIFACTS]'
            cand --no-serve-artifacts 'Let clients read and write artifacts directly'
            cand --artifacts-only 'Serve artifacts and nothing else [env: MLFLOW_ARTIFACTS_ONLY]'
            cand --artifacts-presigned-only 'Let clients reach the artifacts in a cloud by signed addresses only, never through the server [env: MLFLOW_ARTIFACTS_PRESIGNED_ONLY]'
            cand --disable-security-middleware 'Trust every host and every page [env: MLFLOW_SERVER_DISABLE_SECURITY_MIDDLEWARE]'
            cand --dev 'Reload when the server''s code changes'
            cand --enable-workspaces 'Have several workspaces, which is not supported [env: MLFLOW_ENABLE_WORKSPACES]'
            cand --disable-workspaces 'Have one workspace'
            cand --quiet 'Say errors and warnings alone'
            cand --verbose 'Say more: the store, and what happens on the way'
        }
        &'mlflow;ui'= {
            cand --page 'Serve MLflow''s own page instead: `mlflow`, that of the Python on the PATH, or a folder'
            cand --expose-prometheus 'Count requests, for Prometheus to read at /metrics [env: MLFLOW_EXPOSE_PROMETHEUS]'
            cand --backend-store-uri 'Store of experiments and runs [env: MLFLOW_BACKEND_STORE_URI]'
            cand --read-replica-backend-store-uri 'Replica of the backend store to read from [env: MLFLOW_READ_REPLICA_BACKEND_STORE_URI]'
            cand --registry-store-uri 'Store of registered models [env: MLFLOW_REGISTRY_STORE_URI]'
            cand --default-artifact-root 'Where artifacts of new experiments go [env: MLFLOW_DEFAULT_ARTIFACT_ROOT]'
            cand --artifacts-destination 'Folder or cloud of the artifacts that go through the server [env: MLFLOW_ARTIFACTS_DESTINATION] [default: ./mlartifacts]'
            cand -h 'Address to listen on; 0.0.0.0 is every one [env: MLFLOW_HOST] [default: 127.0.0.1]'
            cand --host 'Address to listen on; 0.0.0.0 is every one [env: MLFLOW_HOST] [default: 127.0.0.1]'
            cand -p 'Port to listen on; 0 takes a free one and says which [env: MLFLOW_PORT] [default: 5000]'
            cand --port 'Port to listen on; 0 takes a free one and says which [env: MLFLOW_PORT] [default: 5000]'
            cand --ssl-certfile 'Certificate in PEM with which connections are encrypted; with those above it behind'
            cand --ssl-keyfile 'Key of the certificate in PEM, without a password'
            cand --behind-proxy 'Proxies that say in X-Forwarded-For for whom they ask, separated by commas: 10.0.0.0/8'
            cand --static-prefix 'What stands before every path, such as /mlflow [env: MLFLOW_STATIC_PREFIX]'
            cand --allowed-hosts 'Hosts that requests may name, separated by commas [env: MLFLOW_SERVER_ALLOWED_HOSTS]'
            cand --cors-allowed-origins 'Origins whose pages may use the API [env: MLFLOW_SERVER_CORS_ALLOWED_ORIGINS]'
            cand --x-frame-options 'Whose pages may embed ours: SAMEORIGIN (the default), DENY or NONE for all [env: MLFLOW_SERVER_X_FRAME_OPTIONS]'
            cand --app-name 'Ask for passwords: `basic-auth`'
            cand --access-log 'Write a line for each request to stderr, or to a file behind `=`'
            cand --audit-log 'Write a line of JSON for each request of a user that changes something to this file'
            cand -w 'Number of processes: there is one, with as many threads as it needs'
            cand --workers 'Number of processes: there is one, with as many threads as it needs'
            cand --gunicorn-opts 'Settings of gunicorn'
            cand --waitress-opts 'Settings of waitress'
            cand --uvicorn-opts 'Settings of uvicorn'
            cand --trace-archival-config 'Settings of the archive of traces'
            cand --secrets-cache-ttl 'For how long secrets of the gateway are remembered'
            cand --secrets-cache-max-size 'How many secrets of the gateway are remembered'
            cand --workspace-store-uri 'Store of workspaces'
            cand --color 'When to use colours: auto, always or never'
            cand --open 'Open the page in the browser'
            cand --help 'Print help (`-h` is the host, as in MLflow)'
            cand --serve-artifacts 'Let artifacts go through the server, the default [env: MLFLOW_SERVE_ARTIFACTS]'
            cand --no-serve-artifacts 'Let clients read and write artifacts directly'
            cand --artifacts-only 'Serve artifacts and nothing else [env: MLFLOW_ARTIFACTS_ONLY]'
            cand --artifacts-presigned-only 'Let clients reach the artifacts in a cloud by signed addresses only, never through the server [env: MLFLOW_ARTIFACTS_PRESIGNED_ONLY]'
            cand --disable-security-middleware 'Trust every host and every page [env: MLFLOW_SERVER_DISABLE_SECURITY_MIDDLEWARE]'
            cand --dev 'Reload when the server''s code changes'
            cand --enable-workspaces 'Have several workspaces, which is not supported [env: MLFLOW_ENABLE_WORKSPACES]'
            cand --disable-workspaces 'Have one workspace'
            cand --quiet 'Say errors and warnings alone'
            cand --verbose 'Say more: the store, and what happens on the way'
        }
        &'mlflow;doctor'= {
            cand --artifacts 'Write, read, list and delete a small file where artifacts are kept'
            cand --output 'Print the result as table, json, jsonl or csv [default: as MLflow does]'
            cand --color 'When to use colours: auto, always or never'
            cand --mask-envs 'Hide the values of environment variables'
            cand --json 'The same as `--output json`'
            cand --quiet 'Say errors and warnings alone'
            cand --verbose 'Say more: the store, and what happens on the way'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'mlflow;completions'= {
            cand --color 'When to use colours: auto, always or never'
            cand --dynamic 'Ask the program while typing, which then proposes runs, experiments, keys, entry points and parameters as they are at the moment'
            cand --quiet 'Say errors and warnings alone'
            cand --verbose 'Say more: the store, and what happens on the way'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'mlflow;man'= {
            cand --color 'When to use colours: auto, always or never'
            cand --quiet 'Say errors and warnings alone'
            cand --verbose 'Say more: the store, and what happens on the way'
            cand -h 'Print help'
            cand --help 'Print help'
        }
        &'mlflow;help'= {
            cand experiments 'Create, list and change experiments'
            cand runs 'Start, log to, find and change runs'
            cand artifacts 'Upload, list and download the files of runs'
            cand models 'Register, promote, find, download and serve models'
            cand deployments 'Serve models on this machine'
            cand webhooks 'Tell other servers of changes in the model registry'
            cand users 'Manage the users of a server'
            cand permissions 'Manage what the users of a server may do'
            cand roles 'Manage the roles of a server'
            cand tokens 'Manage your access tokens'
            cand login 'Log in to a server, for all clients of MLflow on this machine'
            cand logout 'Log out: end the access token of `mlflow login`, and forget it'
            cand whoami 'Show as which user you are logged in'
            cand db 'Make, upgrade or copy a database, or see how it is'
            cand run 'Run a project'
            cand exec 'Run any command as a run'
            cand top 'Show what runs now, in all experiments'
            cand gate 'Check conditions on a run, and exit with 4 if one does not hold'
            cand report 'Write a run as Markdown: its metrics and params, how they changed, and charts'
            cand env 'List and remove the environments that `mlflow run` keeps'
            cand gc 'Remove for good what is in the deleted stage'
            cand sync 'Copy experiments, runs and models from one store to another'
            cand migrate-filestore 'Copy a folder of files into a database, as MLflow 3 does'
            cand export 'Pack experiments, runs and models of a store into one archive'
            cand import 'Copy an archive into a store'
            cand server 'Serve the REST API and the page'
            cand ui 'Serve the page and the REST API; the same as `server`'
            cand doctor 'Show versions, settings and the programs that projects need'
            cand completions 'Print the completion script of a shell'
            cand man 'Write the manual pages of all commands into a folder'
            cand help 'Print this message or the help of the given subcommand(s)'
        }
        &'mlflow;help;experiments'= {
            cand create 'Create an experiment'
            cand search 'List experiments'
            cand list 'List experiments; the older name of `search`'
            cand get 'Show one experiment'
            cand update 'Change an experiment''s tags and when a server archives its traces'
            cand rename 'Give an experiment another name'
            cand delete 'Move an experiment and its runs to the deleted stage'
            cand restore 'Bring a deleted experiment and its runs back'
            cand csv 'Write all runs of an experiment as CSV'
        }
        &'mlflow;help;experiments;create'= {
        }
        &'mlflow;help;experiments;search'= {
        }
        &'mlflow;help;experiments;list'= {
        }
        &'mlflow;help;experiments;get'= {
        }
        &'mlflow;help;experiments;update'= {
        }
        &'mlflow;help;experiments;rename'= {
        }
        &'mlflow;help;experiments;delete'= {
        }
        &'mlflow;help;experiments;restore'= {
        }
        &'mlflow;help;experiments;csv'= {
        }
        &'mlflow;help;runs'= {
            cand start 'Start a run that stays RUNNING, and print its ID'
            cand log-metric 'Log metrics of a run'
            cand log-param 'Log parameters of a run; a parameter never changes'
            cand set-tag 'Set tags of runs'
            cand delete-tag 'Remove a tag of runs'
            cand log-batch 'Log metrics, params and tags from JSON lines on stdin'
            cand end 'End a run'
            cand wait 'Wait until runs have ended, and print their status'
            cand create 'Create a run that has ended already'
            cand search 'Find runs by what they logged'
            cand list 'List the runs of an experiment'
            cand best 'Print the ID of the run with the best value of a metric'
            cand compare 'Compare runs: params, metrics, tags, environment and source'
            cand show 'Show a run: status, params, metrics with their course, tags, children and artifacts'
            cand watch 'Follow a run until it ends: status, metrics and their curves'
            cand plot 'Draw the course of a metric in the terminal, of one run or of several'
            cand describe 'Show everything that a run recorded, as JSON'
            cand metrics 'Show the history of a run''s metrics'
            cand delete 'Move runs to the deleted stage'
            cand restore 'Bring deleted runs back'
        }
        &'mlflow;help;runs;start'= {
        }
        &'mlflow;help;runs;log-metric'= {
        }
        &'mlflow;help;runs;log-param'= {
        }
        &'mlflow;help;runs;set-tag'= {
        }
        &'mlflow;help;runs;delete-tag'= {
        }
        &'mlflow;help;runs;log-batch'= {
        }
        &'mlflow;help;runs;end'= {
        }
        &'mlflow;help;runs;wait'= {
        }
        &'mlflow;help;runs;create'= {
        }
        &'mlflow;help;runs;search'= {
        }
        &'mlflow;help;runs;list'= {
        }
        &'mlflow;help;runs;best'= {
        }
        &'mlflow;help;runs;compare'= {
        }
        &'mlflow;help;runs;show'= {
        }
        &'mlflow;help;runs;watch'= {
        }
        &'mlflow;help;runs;plot'= {
        }
        &'mlflow;help;runs;describe'= {
        }
        &'mlflow;help;runs;metrics'= {
        }
        &'mlflow;help;runs;delete'= {
        }
        &'mlflow;help;runs;restore'= {
        }
        &'mlflow;help;artifacts'= {
            cand log-artifact 'Upload a file to a run'
            cand log-artifacts 'Upload the content of a folder to a run'
            cand upload 'Upload files, folders and what matches patterns to a run'
            cand list 'List the entries of a folder of a run, as JSON'
            cand cat 'Write the content of a file to stdout'
            cand download 'Download a file or a folder, and print its path'
            cand rm 'Remove files and folders of a run'
        }
        &'mlflow;help;artifacts;log-artifact'= {
        }
        &'mlflow;help;artifacts;log-artifacts'= {
        }
        &'mlflow;help;artifacts;upload'= {
        }
        &'mlflow;help;artifacts;list'= {
        }
        &'mlflow;help;artifacts;cat'= {
        }
        &'mlflow;help;artifacts;download'= {
        }
        &'mlflow;help;artifacts;rm'= {
        }
        &'mlflow;help;models'= {
            cand list 'List registered models'
            cand search 'Find registered models; the same as `list`'
            cand get 'Show a registered model or one of its versions'
            cand create 'Create a registered model without versions'
            cand register 'Register a model as a new version, and print its number'
            cand update 'Change the description of a registered model'
            cand rename 'Give a registered model another name'
            cand delete 'Delete a registered model with all its versions; the files that they name stay'
            cand versions 'List, show and change versions of registered models'
            cand transition 'Move a version to a stage'
            cand alias 'Set and delete the aliases of versions'
            cand tag 'Set and delete tags of registered models and versions'
            cand download 'Download the files of a version, and print where they lie'
            cand copy 'Register a version under another name, and print the number that it has there'
            cand serve 'Serve a model over HTTP'
            cand predict 'Let a model predict from a file, without a server'
            cand prepare-env 'Build the environment of a model, so that it is there when the model is served'
            cand generate-dockerfile 'Write a folder of which an image that serves a model is built'
            cand build-docker 'Build an image that serves a model, with docker or podman'
            cand update-pip-requirements 'Add packages to the requirements of a model, or remove them'
        }
        &'mlflow;help;models;list'= {
        }
        &'mlflow;help;models;search'= {
        }
        &'mlflow;help;models;get'= {
        }
        &'mlflow;help;models;create'= {
        }
        &'mlflow;help;models;register'= {
        }
        &'mlflow;help;models;update'= {
        }
        &'mlflow;help;models;rename'= {
        }
        &'mlflow;help;models;delete'= {
        }
        &'mlflow;help;models;versions'= {
            cand list 'List versions, the last changed first'
            cand get 'Show a version'
            cand update 'Change the description of a version'
            cand delete 'Delete a version; the files that it names stay'
            cand transition 'Move a version to a stage'
        }
        &'mlflow;help;models;versions;list'= {
        }
        &'mlflow;help;models;versions;get'= {
        }
        &'mlflow;help;models;versions;update'= {
        }
        &'mlflow;help;models;versions;delete'= {
        }
        &'mlflow;help;models;versions;transition'= {
        }
        &'mlflow;help;models;transition'= {
        }
        &'mlflow;help;models;alias'= {
            cand set 'Let an alias stand for a version, and for no other any more'
            cand delete 'Delete an alias'
        }
        &'mlflow;help;models;alias;set'= {
        }
        &'mlflow;help;models;alias;delete'= {
        }
        &'mlflow;help;models;tag'= {
            cand set 'Set a tag'
            cand delete 'Delete a tag'
        }
        &'mlflow;help;models;tag;set'= {
        }
        &'mlflow;help;models;tag;delete'= {
        }
        &'mlflow;help;models;download'= {
        }
        &'mlflow;help;models;copy'= {
        }
        &'mlflow;help;models;serve'= {
        }
        &'mlflow;help;models;predict'= {
        }
        &'mlflow;help;models;prepare-env'= {
        }
        &'mlflow;help;models;generate-dockerfile'= {
        }
        &'mlflow;help;models;build-docker'= {
        }
        &'mlflow;help;models;update-pip-requirements'= {
        }
        &'mlflow;help;deployments'= {
            cand run-local 'Serve a model on this machine; the same server as `mlflow models serve`'
        }
        &'mlflow;help;deployments;run-local'= {
        }
        &'mlflow;help;webhooks'= {
            cand list 'List webhooks, the newest first'
            cand get 'Show a webhook; its secret is never shown'
            cand create 'Create a webhook, and print its id'
            cand update 'Change a webhook; what is not named stays as it is'
            cand delete 'Delete a webhook'
            cand test 'Send a webhook an example; exit with 3 if it does not take it'
        }
        &'mlflow;help;webhooks;list'= {
        }
        &'mlflow;help;webhooks;get'= {
        }
        &'mlflow;help;webhooks;create'= {
        }
        &'mlflow;help;webhooks;update'= {
        }
        &'mlflow;help;webhooks;delete'= {
        }
        &'mlflow;help;webhooks;test'= {
        }
        &'mlflow;help;users'= {
            cand create 'Add a user'
            cand list 'List users'
            cand delete 'Delete a user, with the permissions and tokens that the user has'
            cand update-password 'Give a user another password'
            cand update-admin 'Make a user an administrator, or take that away'
        }
        &'mlflow;help;users;create'= {
        }
        &'mlflow;help;users;list'= {
        }
        &'mlflow;help;users;delete'= {
        }
        &'mlflow;help;users;update-password'= {
        }
        &'mlflow;help;users;update-admin'= {
        }
        &'mlflow;help;permissions'= {
            cand grant 'Give a user a permission on a resource'
            cand revoke 'Take a permission on a resource from a user'
            cand list 'List what a user may do, by roles or directly'
        }
        &'mlflow;help;permissions;grant'= {
        }
        &'mlflow;help;permissions;revoke'= {
        }
        &'mlflow;help;permissions;list'= {
        }
        &'mlflow;help;roles'= {
            cand create 'Add a role, and print its id'
            cand list 'List roles with what they permit'
            cand delete 'Delete a role, and take it from all users'
            cand grant 'Give a role a permission, and print its id'
            cand revoke 'Take a permission from its role'
            cand assign 'Give a user a role'
            cand unassign 'Take a role from a user'
        }
        &'mlflow;help;roles;create'= {
        }
        &'mlflow;help;roles;list'= {
        }
        &'mlflow;help;roles;delete'= {
        }
        &'mlflow;help;roles;grant'= {
        }
        &'mlflow;help;roles;revoke'= {
        }
        &'mlflow;help;roles;assign'= {
        }
        &'mlflow;help;roles;unassign'= {
        }
        &'mlflow;help;tokens'= {
            cand create 'Make an access token, and print it: it is not shown again'
            cand list 'List your access tokens, the oldest first'
            cand revoke 'End an access token'
        }
        &'mlflow;help;tokens;create'= {
        }
        &'mlflow;help;tokens;list'= {
        }
        &'mlflow;help;tokens;revoke'= {
        }
        &'mlflow;help;login'= {
        }
        &'mlflow;help;logout'= {
        }
        &'mlflow;help;whoami'= {
        }
        &'mlflow;help;db'= {
            cand create 'Make a database with the schema of any release of MLflow since 1.0'
            cand upgrade 'Bring a database of MLflow 1.0 or later to the schema of a later release'
            cand backup 'Copy an SQLite database as it is at this moment, while others go on writing'
            cand status 'Show which MLflow a database belongs to, what an upgrade would do, and whether it is whole'
        }
        &'mlflow;help;db;create'= {
        }
        &'mlflow;help;db;upgrade'= {
        }
        &'mlflow;help;db;backup'= {
        }
        &'mlflow;help;db;status'= {
        }
        &'mlflow;help;run'= {
        }
        &'mlflow;help;exec'= {
        }
        &'mlflow;help;top'= {
        }
        &'mlflow;help;gate'= {
        }
        &'mlflow;help;report'= {
        }
        &'mlflow;help;env'= {
            cand list 'List the environments, the one used last first'
            cand prune 'Remove environments that no run has used for a while'
        }
        &'mlflow;help;env;list'= {
        }
        &'mlflow;help;env;prune'= {
        }
        &'mlflow;help;gc'= {
        }
        &'mlflow;help;sync'= {
        }
        &'mlflow;help;migrate-filestore'= {
        }
        &'mlflow;help;export'= {
        }
        &'mlflow;help;import'= {
        }
        &'mlflow;help;server'= {
        }
        &'mlflow;help;ui'= {
        }
        &'mlflow;help;doctor'= {
        }
        &'mlflow;help;completions'= {
        }
        &'mlflow;help;man'= {
        }
        &'mlflow;help;help'= {
        }
    ]
    $completions[$command]
}
