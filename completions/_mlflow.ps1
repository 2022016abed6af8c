
using namespace System.Management.Automation
using namespace System.Management.Automation.Language

Register-ArgumentCompleter -Native -CommandName 'mlflow' -ScriptBlock {
    param($wordToComplete, $commandAst, $cursorPosition)

    $commandElements = $commandAst.CommandElements
    $command = @(
        'mlflow'
        for ($i = 1; $i -lt $commandElements.Count; $i++) {
            $element = $commandElements[$i]
            if ($element -isnot [StringConstantExpressionAst] -or
                $element.StringConstantType -ne [StringConstantType]::BareWord -or
                $element.Value.StartsWith('-') -or
                $element.Value -eq $wordToComplete) {
                break
        }
        $element.Value
    }) -join ';'

    $completions = @(switch ($command) {
        'mlflow' {
            [CompletionResult]::new('--env-file', '--env-file', [CompletionResultType]::ParameterName, 'File with environment variables, a NAME=VALUE a line; those that are set already stay')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colours: auto, always or never')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say errors and warnings alone')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more: the store, and what happens on the way')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('experiments', 'experiments', [CompletionResultType]::ParameterValue, 'Create, list and change experiments')
            [CompletionResult]::new('runs', 'runs', [CompletionResultType]::ParameterValue, 'Start, log to, find and change runs')
            [CompletionResult]::new('artifacts', 'artifacts', [CompletionResultType]::ParameterValue, 'Upload, list and download the files of runs')
            [CompletionResult]::new('models', 'models', [CompletionResultType]::ParameterValue, 'Register, promote, find, download and serve models')
            [CompletionResult]::new('deployments', 'deployments', [CompletionResultType]::ParameterValue, 'Serve models on this machine')
            [CompletionResult]::new('webhooks', 'webhooks', [CompletionResultType]::ParameterValue, 'Tell other servers of changes in the model registry')
            [CompletionResult]::new('users', 'users', [CompletionResultType]::ParameterValue, 'Manage the users of a server')
            [CompletionResult]::new('permissions', 'permissions', [CompletionResultType]::ParameterValue, 'Manage what the users of a server may do')
            [CompletionResult]::new('roles', 'roles', [CompletionResultType]::ParameterValue, 'Manage the roles of a server')
            [CompletionResult]::new('tokens', 'tokens', [CompletionResultType]::ParameterValue, 'Manage your access tokens')
            [CompletionResult]::new('login', 'login', [CompletionResultType]::ParameterValue, 'Log in to a server, for all clients of MLflow on this machine')
            [CompletionResult]::new('logout', 'logout', [CompletionResultType]::ParameterValue, 'Log out: end the access token of `mlflow login`, and forget it')
            [CompletionResult]::new('whoami', 'whoami', [CompletionResultType]::ParameterValue, 'Show as which user you are logged in')
            [CompletionResult]::new('db', 'db', [CompletionResultType]::ParameterValue, 'Make, upgrade or copy a database, or see how it is')
            [CompletionResult]::new('run', 'run', [CompletionResultType]::ParameterValue, 'Run a project')
            [CompletionResult]::new('exec', 'exec', [CompletionResultType]::ParameterValue, 'Run any command as a run')
            [CompletionResult]::new('top', 'top', [CompletionResultType]::ParameterValue, 'Show what runs now, in all experiments')
            [CompletionResult]::new('gate', 'gate', [CompletionResultType]::ParameterValue, 'Check conditions on a run, and exit with 4 if one does not hold')
            [CompletionResult]::new('report', 'report', [CompletionResultType]::ParameterValue, 'Write a run as Markdown: its metrics and params, how they changed, and charts')
            [CompletionResult]::new('env', 'env', [CompletionResultType]::ParameterValue, 'List and remove the environments that `mlflow run` keeps')
            [CompletionResult]::new('gc', 'gc', [CompletionResultType]::ParameterValue, 'Remove for good what is in the deleted stage')
            [CompletionResult]::new('sync', 'sync', [CompletionResultType]::ParameterValue, 'Copy experiments, runs and models from one store to another')
            [CompletionResult]::new('migrate-filestore', 'migrate-filestore', [CompletionResultType]::ParameterValue, 'Copy a folder of files into a database, as MLflow 3 does')
            [CompletionResult]::new('export', 'export', [CompletionResultType]::ParameterValue, 'Pack experiments, runs and models of a store into one archive')
            [CompletionResult]::new('import', 'import', [CompletionResultType]::ParameterValue, 'Copy an archive into a store')
            [CompletionResult]::new('server', 'server', [CompletionResultType]::ParameterValue, 'Serve the REST API and the page')
            [CompletionResult]::new('ui', 'ui', [CompletionResultType]::ParameterValue, 'Serve the page and the REST API; the same as `server`')
            [CompletionResult]::new('doctor', 'doctor', [CompletionResultType]::ParameterValue, 'Show versions, settings and the programs that projects need')
            [CompletionResult]::new('completions', 'completions', [CompletionResultType]::ParameterValue, 'Print the completion script of a shell')
            [CompletionResult]::new('man', 'man', [CompletionResultType]::ParameterValue, 'Write the manual pages of all commands into a folder')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'mlflow;experiments' {
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colours: auto, always or never')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say errors and warnings alone')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more: the store, and what happens on the way')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('create', 'create', [CompletionResultType]::ParameterValue, 'Create an experiment')
            [CompletionResult]::new('search', 'search', [CompletionResultType]::ParameterValue, 'List experiments')
            [CompletionResult]::new('list', 'list', [CompletionResultType]::ParameterValue, 'List experiments; the older name of `search`')
            [CompletionResult]::new('get', 'get', [CompletionResultType]::ParameterValue, 'Show one experiment')
            [CompletionResult]::new('update', 'update', [CompletionResultType]::ParameterValue, 'Change an experiment''s tags and when a server archives its traces')
            [CompletionResult]::new('rename', 'rename', [CompletionResultType]::ParameterValue, 'Give an experiment another name')
            [CompletionResult]::new('delete', 'delete', [CompletionResultType]::ParameterValue, 'Move an experiment and its runs to the deleted stage')
            [CompletionResult]::new('restore', 'restore', [CompletionResultType]::ParameterValue, 'Bring a deleted experiment and its runs back')
            [CompletionResult]::new('csv', 'csv', [CompletionResultType]::ParameterValue, 'Write all runs of an experiment as CSV')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'mlflow;experiments;create' {
            [CompletionResult]::new('-n', '-n', [CompletionResultType]::ParameterName, 'The same as NAME')
            [CompletionResult]::new('--experiment-name', '--experiment-name', [CompletionResultType]::ParameterName, 'The same as NAME')
            [CompletionResult]::new('-l', '-l', [CompletionResultType]::ParameterName, 'Folder or URI for the artifacts of its runs')
            [CompletionResult]::new('--artifact-location', '--artifact-location', [CompletionResultType]::ParameterName, 'Folder or URI for the artifacts of its runs')
            [CompletionResult]::new('-t', '-t', [CompletionResultType]::ParameterName, 'Tag to set, as key=value; may be repeated')
            [CompletionResult]::new('--tags', '--tags', [CompletionResultType]::ParameterName, 'Tag to set, as key=value; may be repeated')
            [CompletionResult]::new('--trace-archival-retention', '--trace-archival-retention', [CompletionResultType]::ParameterName, 'Age after which a server may archive the experiment''s traces: 30d, 12h, 45m')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'Print the result as table, json, jsonl or csv [default: as MLflow does]')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colours: auto, always or never')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'The same as `--output json`')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say errors and warnings alone')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more: the store, and what happens on the way')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'mlflow;experiments;search' {
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Which stages to show')
            [CompletionResult]::new('--view', '--view', [CompletionResultType]::ParameterName, 'Which stages to show')
            [CompletionResult]::new('-f', '-f', [CompletionResultType]::ParameterName, 'Filter that experiments must match, for example: name LIKE ''fr%'' AND tags.team = ''risk''')
            [CompletionResult]::new('--filter', '--filter', [CompletionResultType]::ParameterName, 'Filter that experiments must match, for example: name LIKE ''fr%'' AND tags.team = ''risk''')
            [CompletionResult]::new('--max-results', '--max-results', [CompletionResultType]::ParameterName, 'Maximum number of results; all by default')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'Print the result as table, json, jsonl or csv [default: as MLflow does]')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colours: auto, always or never')
            [CompletionResult]::new('-1', '-1', [CompletionResultType]::ParameterName, 'The first one alone, as `--max-results 1`')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'The same as `--output json`')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say errors and warnings alone')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more: the store, and what happens on the way')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'mlflow;experiments;list' {
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Which stages to show')
            [CompletionResult]::new('--view', '--view', [CompletionResultType]::ParameterName, 'Which stages to show')
            [CompletionResult]::new('-f', '-f', [CompletionResultType]::ParameterName, 'Filter that experiments must match, for example: name LIKE ''fr%'' AND tags.team = ''risk''')
            [CompletionResult]::new('--filter', '--filter', [CompletionResultType]::ParameterName, 'Filter that experiments must match, for example: name LIKE ''fr%'' AND tags.team = ''risk''')
            [CompletionResult]::new('--max-results', '--max-results', [CompletionResultType]::ParameterName, 'Maximum number of results; all by default')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'Print the result as table, json, jsonl or csv [default: as MLflow does]')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colours: auto, always or never')
            [CompletionResult]::new('-1', '-1', [CompletionResultType]::ParameterName, 'The first one alone, as `--max-results 1`')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'The same as `--output json`')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say errors and warnings alone')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more: the store, and what happens on the way')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'mlflow;experiments;get' {
            [CompletionResult]::new('-x', '-x', [CompletionResultType]::ParameterName, 'ID of the experiment')
            [CompletionResult]::new('--experiment-id', '--experiment-id', [CompletionResultType]::ParameterName, 'ID of the experiment')
            [CompletionResult]::new('-n', '-n', [CompletionResultType]::ParameterName, 'Name of the experiment')
            [CompletionResult]::new('--experiment-name', '--experiment-name', [CompletionResultType]::ParameterName, 'Name of the experiment')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'Print the result as table, json, jsonl or csv [default: as MLflow does]')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colours: auto, always or never')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'The same as `--output json`')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say errors and warnings alone')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more: the store, and what happens on the way')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            break
        }
        'mlflow;experiments;update' {
            [CompletionResult]::new('-x', '-x', [CompletionResultType]::ParameterName, 'ID of the experiment')
            [CompletionResult]::new('--experiment-id', '--experiment-id', [CompletionResultType]::ParameterName, 'ID of the experiment')
            [CompletionResult]::new('-n', '-n', [CompletionResultType]::ParameterName, 'Name of the experiment')
            [CompletionResult]::new('--experiment-name', '--experiment-name', [CompletionResultType]::ParameterName, 'Name of the experiment')
            [CompletionResult]::new('-t', '-t', [CompletionResultType]::ParameterName, 'Tag to set, as key=value; may be repeated')
            [CompletionResult]::new('--tags', '--tags', [CompletionResultType]::ParameterName, 'Tag to set, as key=value; may be repeated')
            [CompletionResult]::new('--trace-archival-retention', '--trace-archival-retention', [CompletionResultType]::ParameterName, 'Age after which a server may archive the experiment''s traces: 30d, 12h, 45m')
            [CompletionResult]::new('--trace-archive-now-older-than', '--trace-archive-now-older-than', [CompletionResultType]::ParameterName, 'Ask the server to archive traces older than this when it next archives any')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'Print the result as table, json, jsonl or csv [default: as MLflow does]')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colours: auto, always or never')
            [CompletionResult]::new('--clear-trace-archival-retention', '--clear-trace-archival-retention', [CompletionResultType]::ParameterName, 'Go back to the server''s own age limit')
            [CompletionResult]::new('--trace-archive-now', '--trace-archive-now', [CompletionResultType]::ParameterName, 'Ask the server to archive all traces when it next archives any')
            [CompletionResult]::new('--clear-trace-archive-now', '--clear-trace-archive-now', [CompletionResultType]::ParameterName, 'Take such a request back')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'The same as `--output json`')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say errors and warnings alone')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more: the store, and what happens on the way')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            break
        }
        'mlflow;experiments;rename' {
            [CompletionResult]::new('-x', '-x', [CompletionResultType]::ParameterName, 'ID of the experiment')
            [CompletionResult]::new('--experiment-id', '--experiment-id', [CompletionResultType]::ParameterName, 'ID of the experiment')
            [CompletionResult]::new('-n', '-n', [CompletionResultType]::ParameterName, 'Name of the experiment')
            [CompletionResult]::new('--experiment-name', '--experiment-name', [CompletionResultType]::ParameterName, 'Name of the experiment')
            [CompletionResult]::new('--new-name', '--new-name', [CompletionResultType]::ParameterName, 'Its new name')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'Print the result as table, json, jsonl or csv [default: as MLflow does]')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colours: auto, always or never')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'The same as `--output json`')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say errors and warnings alone')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more: the store, and what happens on the way')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            break
        }
        'mlflow;experiments;delete' {
            [CompletionResult]::new('-x', '-x', [CompletionResultType]::ParameterName, 'ID of an experiment; may be repeated')
            [CompletionResult]::new('--experiment-id', '--experiment-id', [CompletionResultType]::ParameterName, 'ID of an experiment; may be repeated')
            [CompletionResult]::new('-n', '-n', [CompletionResultType]::ParameterName, 'Name of an experiment; may be repeated')
            [CompletionResult]::new('--experiment-name', '--experiment-name', [CompletionResultType]::ParameterName, 'Name of an experiment; may be repeated')
            [CompletionResult]::new('-f', '-f', [CompletionResultType]::ParameterName, 'All experiments that match this filter, for example: name LIKE ''tmp%''')
            [CompletionResult]::new('--filter', '--filter', [CompletionResultType]::ParameterName, 'All experiments that match this filter, for example: name LIKE ''tmp%''')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'Print the result as table, json, jsonl or csv [default: as MLflow does]')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colours: auto, always or never')
            [CompletionResult]::new('-y', '-y', [CompletionResultType]::ParameterName, 'Do not ask for confirmation of what `--filter` found; without a terminal, it is never asked for')
            [CompletionResult]::new('--yes', '--yes', [CompletionResultType]::ParameterName, 'Do not ask for confirmation of what `--filter` found; without a terminal, it is never asked for')
            [CompletionResult]::new('--dry-run', '--dry-run', [CompletionResultType]::ParameterName, 'Say what would be changed, and change nothing')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'The same as `--output json`')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say errors and warnings alone')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more: the store, and what happens on the way')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            break
        }
        'mlflow;experiments;restore' {
            [CompletionResult]::new('-x', '-x', [CompletionResultType]::ParameterName, 'ID of an experiment; may be repeated')
            [CompletionResult]::new('--experiment-id', '--experiment-id', [CompletionResultType]::ParameterName, 'ID of an experiment; may be repeated')
            [CompletionResult]::new('-n', '-n', [CompletionResultType]::ParameterName, 'Name of an experiment; may be repeated')
            [CompletionResult]::new('--experiment-name', '--experiment-name', [CompletionResultType]::ParameterName, 'Name of an experiment; may be repeated')
            [CompletionResult]::new('-f', '-f', [CompletionResultType]::ParameterName, 'All experiments that match this filter, for example: name LIKE ''tmp%''')
            [CompletionResult]::new('--filter', '--filter', [CompletionResultType]::ParameterName, 'All experiments that match this filter, for example: name LIKE ''tmp%''')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'Print the result as table, json, jsonl or csv [default: as MLflow does]')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colours: auto, always or never')
            [CompletionResult]::new('-y', '-y', [CompletionResultType]::ParameterName, 'Do not ask for confirmation of what `--filter` found; without a terminal, it is never asked for')
            [CompletionResult]::new('--yes', '--yes', [CompletionResultType]::ParameterName, 'Do not ask for confirmation of what `--filter` found; without a terminal, it is never asked for')
            [CompletionResult]::new('--dry-run', '--dry-run', [CompletionResultType]::ParameterName, 'Say what would be changed, and change nothing')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'The same as `--output json`')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say errors and warnings alone')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more: the store, and what happens on the way')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            break
        }
        'mlflow;experiments;csv' {
            [CompletionResult]::new('-x', '-x', [CompletionResultType]::ParameterName, 'ID of the experiment')
            [CompletionResult]::new('--experiment-id', '--experiment-id', [CompletionResultType]::ParameterName, 'ID of the experiment')
            [CompletionResult]::new('-n', '-n', [CompletionResultType]::ParameterName, 'Name of the experiment')
            [CompletionResult]::new('--experiment-name', '--experiment-name', [CompletionResultType]::ParameterName, 'Name of the experiment')
            [CompletionResult]::new('-o', '-o', [CompletionResultType]::ParameterName, 'File to write; stdout by default')
            [CompletionResult]::new('--filename', '--filename', [CompletionResultType]::ParameterName, 'File to write; stdout by default')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'Print the result as table, json, jsonl or csv [default: as MLflow does]')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colours: auto, always or never')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'The same as `--output json`')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say errors and warnings alone')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more: the store, and what happens on the way')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            break
        }
        'mlflow;experiments;help' {
            [CompletionResult]::new('create', 'create', [CompletionResultType]::ParameterValue, 'Create an experiment')
            [CompletionResult]::new('search', 'search', [CompletionResultType]::ParameterValue, 'List experiments')
            [CompletionResult]::new('list', 'list', [CompletionResultType]::ParameterValue, 'List experiments; the older name of `search`')
            [CompletionResult]::new('get', 'get', [CompletionResultType]::ParameterValue, 'Show one experiment')
            [CompletionResult]::new('update', 'update', [CompletionResultType]::ParameterValue, 'Change an experiment''s tags and when a server archives its traces')
            [CompletionResult]::new('rename', 'rename', [CompletionResultType]::ParameterValue, 'Give an experiment another name')
            [CompletionResult]::new('delete', 'delete', [CompletionResultType]::ParameterValue, 'Move an experiment and its runs to the deleted stage')
            [CompletionResult]::new('restore', 'restore', [CompletionResultType]::ParameterValue, 'Bring a deleted experiment and its runs back')
            [CompletionResult]::new('csv', 'csv', [CompletionResultType]::ParameterValue, 'Write all runs of an experiment as CSV')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'mlflow;experiments;help;create' {
            break
        }
        'mlflow;experiments;help;search' {
            break
        }
        'mlflow;experiments;help;list' {
            break
        }
        'mlflow;experiments;help;get' {
            break
        }
        'mlflow;experiments;help;update' {
            break
        }
        'mlflow;experiments;help;rename' {
            break
        }
        'mlflow;experiments;help;delete' {
            break
        }
        'mlflow;experiments;help;restore' {
            break
        }
        'mlflow;experiments;help;csv' {
            break
        }
        'mlflow;experiments;help;help' {
            break
        }
        'mlflow;runs' {
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colours: auto, always or never')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say errors and warnings alone')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more: the store, and what happens on the way')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('start', 'start', [CompletionResultType]::ParameterValue, 'Start a run that stays RUNNING, and print its ID')
            [CompletionResult]::new('log-metric', 'log-metric', [CompletionResultType]::ParameterValue, 'Log metrics of a run')
            [CompletionResult]::new('log-param', 'log-param', [CompletionResultType]::ParameterValue, 'Log parameters of a run; a parameter never changes')
            [CompletionResult]::new('set-tag', 'set-tag', [CompletionResultType]::ParameterValue, 'Set tags of runs')
            [CompletionResult]::new('delete-tag', 'delete-tag', [CompletionResultType]::ParameterValue, 'Remove a tag of runs')
            [CompletionResult]::new('log-batch', 'log-batch', [CompletionResultType]::ParameterValue, 'Log metrics, params and tags from JSON lines on stdin')
            [CompletionResult]::new('end', 'end', [CompletionResultType]::ParameterValue, 'End a run')
            [CompletionResult]::new('wait', 'wait', [CompletionResultType]::ParameterValue, 'Wait until runs have ended, and print their status')
            [CompletionResult]::new('create', 'create', [CompletionResultType]::ParameterValue, 'Create a run that has ended already')
            [CompletionResult]::new('search', 'search', [CompletionResultType]::ParameterValue, 'Find runs by what they logged')
            [CompletionResult]::new('list', 'list', [CompletionResultType]::ParameterValue, 'List the runs of an experiment')
            [CompletionResult]::new('best', 'best', [CompletionResultType]::ParameterValue, 'Print the ID of the run with the best value of a metric')
            [CompletionResult]::new('compare', 'compare', [CompletionResultType]::ParameterValue, 'Compare runs: params, metrics, tags, environment and source')
            [CompletionResult]::new('show', 'show', [CompletionResultType]::ParameterValue, 'Show a run: status, params, metrics with their course, tags, children and artifacts')
            [CompletionResult]::new('watch', 'watch', [CompletionResultType]::ParameterValue, 'Follow a run until it ends: status, metrics and their curves')
            [CompletionResult]::new('plot', 'plot', [CompletionResultType]::ParameterValue, 'Draw the course of a metric in the terminal, of one run or of several')
            [CompletionResult]::new('describe', 'describe', [CompletionResultType]::ParameterValue, 'Show everything that a run recorded, as JSON')
            [CompletionResult]::new('metrics', 'metrics', [CompletionResultType]::ParameterValue, 'Show the history of a run''s metrics')
            [CompletionResult]::new('delete', 'delete', [CompletionResultType]::ParameterValue, 'Move runs to the deleted stage')
            [CompletionResult]::new('restore', 'restore', [CompletionResultType]::ParameterValue, 'Bring deleted runs back')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'mlflow;runs;start' {
            [CompletionResult]::new('--experiment-id', '--experiment-id', [CompletionResultType]::ParameterName, 'ID of the experiment [env: MLFLOW_EXPERIMENT_ID] [default: 0]')
            [CompletionResult]::new('--experiment-name', '--experiment-name', [CompletionResultType]::ParameterName, 'Name of the experiment, created if it is new [env: MLFLOW_EXPERIMENT_NAME]')
            [CompletionResult]::new('--run-name', '--run-name', [CompletionResultType]::ParameterName, 'Name of the run; a random one by default [env: MLFLOW_RUN_NAME]')
            [CompletionResult]::new('--description', '--description', [CompletionResultType]::ParameterName, 'Description, in Markdown')
            [CompletionResult]::new('-t', '-t', [CompletionResultType]::ParameterName, 'Tag to set, as key=value; may be repeated')
            [CompletionResult]::new('--tags', '--tags', [CompletionResultType]::ParameterName, 'Tag to set, as key=value; may be repeated')
            [CompletionResult]::new('--parent-run-id', '--parent-run-id', [CompletionResultType]::ParameterName, 'The run under which this one is nested: its ID, its name or `@last`')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'Print the result as table, json, jsonl or csv [default: as MLflow does]')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colours: auto, always or never')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'The same as `--output json`')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say errors and warnings alone')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more: the store, and what happens on the way')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            break
        }
        'mlflow;runs;log-metric' {
            [CompletionResult]::new('-r', '-r', [CompletionResultType]::ParameterName, 'The run: its ID, the beginning of it, its name, `@last`, `@last~1` or `@best:metrics.KEY` [env: MLFLOW_RUN_ID]')
            [CompletionResult]::new('--run-id', '--run-id', [CompletionResultType]::ParameterName, 'The run: its ID, the beginning of it, its name, `@last`, `@last~1` or `@best:metrics.KEY` [env: MLFLOW_RUN_ID]')
            [CompletionResult]::new('-s', '-s', [CompletionResultType]::ParameterName, 'Position in the run''s own count, for example the epoch')
            [CompletionResult]::new('--step', '--step', [CompletionResultType]::ParameterName, 'Position in the run''s own count, for example the epoch')
            [CompletionResult]::new('--timestamp', '--timestamp', [CompletionResultType]::ParameterName, 'Time of the measurement, in milliseconds since 1970 (UTC); now by default')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'Print the result as table, json, jsonl or csv [default: as MLflow does]')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colours: auto, always or never')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'The same as `--output json`')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say errors and warnings alone')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more: the store, and what happens on the way')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            break
        }
        'mlflow;runs;log-param' {
            [CompletionResult]::new('-r', '-r', [CompletionResultType]::ParameterName, 'The run: its ID, the beginning of it, its name, `@last`, `@last~1` or `@best:metrics.KEY` [env: MLFLOW_RUN_ID]')
            [CompletionResult]::new('--run-id', '--run-id', [CompletionResultType]::ParameterName, 'The run: its ID, the beginning of it, its name, `@last`, `@last~1` or `@best:metrics.KEY` [env: MLFLOW_RUN_ID]')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'Print the result as table, json, jsonl or csv [default: as MLflow does]')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colours: auto, always or never')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'The same as `--output json`')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say errors and warnings alone')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more: the store, and what happens on the way')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            break
        }
        'mlflow;runs;set-tag' {
            [CompletionResult]::new('-r', '-r', [CompletionResultType]::ParameterName, 'The run, or several if it is repeated: an ID, the beginning of one, a name, `@last`, `@best:metrics.KEY` [env: MLFLOW_RUN_ID]')
            [CompletionResult]::new('--run-id', '--run-id', [CompletionResultType]::ParameterName, 'The run, or several if it is repeated: an ID, the beginning of one, a name, `@last`, `@best:metrics.KEY` [env: MLFLOW_RUN_ID]')
            [CompletionResult]::new('-f', '-f', [CompletionResultType]::ParameterName, 'All runs that match this filter, for example: metrics.loss > 1')
            [CompletionResult]::new('--filter', '--filter', [CompletionResultType]::ParameterName, 'All runs that match this filter, for example: metrics.loss > 1')
            [CompletionResult]::new('-x', '-x', [CompletionResultType]::ParameterName, 'ID of an experiment to look in; may be repeated [env: MLFLOW_EXPERIMENT_ID]')
            [CompletionResult]::new('--experiment-id', '--experiment-id', [CompletionResultType]::ParameterName, 'ID of an experiment to look in; may be repeated [env: MLFLOW_EXPERIMENT_ID]')
            [CompletionResult]::new('--experiment-name', '--experiment-name', [CompletionResultType]::ParameterName, 'Name of an experiment to look in; may be repeated [env: MLFLOW_EXPERIMENT_NAME]')
            [CompletionResult]::new('--experiment', '--experiment', [CompletionResultType]::ParameterName, 'Name or ID of an experiment to look in; may be repeated')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'Print the result as table, json, jsonl or csv [default: as MLflow does]')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colours: auto, always or never')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'The same as `--output json`')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say errors and warnings alone')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more: the store, and what happens on the way')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            break
        }
        'mlflow;runs;delete-tag' {
            [CompletionResult]::new('-r', '-r', [CompletionResultType]::ParameterName, 'The run, or several if it is repeated: an ID, the beginning of one, a name, `@last`, `@best:metrics.KEY` [env: MLFLOW_RUN_ID]')
            [CompletionResult]::new('--run-id', '--run-id', [CompletionResultType]::ParameterName, 'The run, or several if it is repeated: an ID, the beginning of one, a name, `@last`, `@best:metrics.KEY` [env: MLFLOW_RUN_ID]')
            [CompletionResult]::new('-f', '-f', [CompletionResultType]::ParameterName, 'All runs that match this filter, for example: metrics.loss > 1')
            [CompletionResult]::new('--filter', '--filter', [CompletionResultType]::ParameterName, 'All runs that match this filter, for example: metrics.loss > 1')
            [CompletionResult]::new('-x', '-x', [CompletionResultType]::ParameterName, 'ID of an experiment to look in; may be repeated [env: MLFLOW_EXPERIMENT_ID]')
            [CompletionResult]::new('--experiment-id', '--experiment-id', [CompletionResultType]::ParameterName, 'ID of an experiment to look in; may be repeated [env: MLFLOW_EXPERIMENT_ID]')
            [CompletionResult]::new('--experiment-name', '--experiment-name', [CompletionResultType]::ParameterName, 'Name of an experiment to look in; may be repeated [env: MLFLOW_EXPERIMENT_NAME]')
            [CompletionResult]::new('--experiment', '--experiment', [CompletionResultType]::ParameterName, 'Name or ID of an experiment to look in; may be repeated')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'Print the result as table, json, jsonl or csv [default: as MLflow does]')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colours: auto, always or never')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'The same as `--output json`')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say errors and warnings alone')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more: the store, and what happens on the way')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            break
        }
        'mlflow;runs;log-batch' {
            [CompletionResult]::new('-r', '-r', [CompletionResultType]::ParameterName, 'The same as RUN [env: MLFLOW_RUN_ID]')
            [CompletionResult]::new('--run-id', '--run-id', [CompletionResultType]::ParameterName, 'The same as RUN [env: MLFLOW_RUN_ID]')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'Print the result as table, json, jsonl or csv [default: as MLflow does]')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colours: auto, always or never')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'The same as `--output json`')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say errors and warnings alone')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more: the store, and what happens on the way')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'mlflow;runs;end' {
            [CompletionResult]::new('-r', '-r', [CompletionResultType]::ParameterName, 'The same as RUN [env: MLFLOW_RUN_ID]')
            [CompletionResult]::new('--run-id', '--run-id', [CompletionResultType]::ParameterName, 'The same as RUN [env: MLFLOW_RUN_ID]')
            [CompletionResult]::new('--status', '--status', [CompletionResultType]::ParameterName, 'How the run ended')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'Print the result as table, json, jsonl or csv [default: as MLflow does]')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colours: auto, always or never')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'The same as `--output json`')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say errors and warnings alone')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more: the store, and what happens on the way')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'mlflow;runs;wait' {
            [CompletionResult]::new('-r', '-r', [CompletionResultType]::ParameterName, 'The same as RUN; may be repeated [env: MLFLOW_RUN_ID]')
            [CompletionResult]::new('--run-id', '--run-id', [CompletionResultType]::ParameterName, 'The same as RUN; may be repeated [env: MLFLOW_RUN_ID]')
            [CompletionResult]::new('--timeout', '--timeout', [CompletionResultType]::ParameterName, 'Give up after a time such as 90, 15m or 1h30m')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'Print the result as table, json, jsonl or csv [default: as MLflow does]')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colours: auto, always or never')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'The same as `--output json`')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say errors and warnings alone')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more: the store, and what happens on the way')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'mlflow;runs;create' {
            [CompletionResult]::new('--experiment-id', '--experiment-id', [CompletionResultType]::ParameterName, 'ID of the experiment [env: MLFLOW_EXPERIMENT_ID] [default: 0]')
            [CompletionResult]::new('--experiment-name', '--experiment-name', [CompletionResultType]::ParameterName, 'Name of the experiment, created if it is new [env: MLFLOW_EXPERIMENT_NAME]')
            [CompletionResult]::new('--run-name', '--run-name', [CompletionResultType]::ParameterName, 'Name of the run; a random one by default [env: MLFLOW_RUN_NAME]')
            [CompletionResult]::new('--description', '--description', [CompletionResultType]::ParameterName, 'Description, in Markdown')
            [CompletionResult]::new('-t', '-t', [CompletionResultType]::ParameterName, 'Tag to set, as key=value; may be repeated')
            [CompletionResult]::new('--tags', '--tags', [CompletionResultType]::ParameterName, 'Tag to set, as key=value; may be repeated')
            [CompletionResult]::new('--parent-run-id', '--parent-run-id', [CompletionResultType]::ParameterName, 'The run under which this one is nested: its ID, its name or `@last`')
            [CompletionResult]::new('--status', '--status', [CompletionResultType]::ParameterName, 'How the run ended')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'Print the result as table, json, jsonl or csv [default: as MLflow does]')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colours: auto, always or never')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'The same as `--output json`')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say errors and warnings alone')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more: the store, and what happens on the way')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'mlflow;runs;search' {
            [CompletionResult]::new('-f', '-f', [CompletionResultType]::ParameterName, 'Filter that runs must match')
            [CompletionResult]::new('--filter', '--filter', [CompletionResultType]::ParameterName, 'Filter that runs must match')
            [CompletionResult]::new('-s', '-s', [CompletionResultType]::ParameterName, 'Key to order by, with ASC or DESC behind it; may be repeated or separated by commas')
            [CompletionResult]::new('--order-by', '--order-by', [CompletionResultType]::ParameterName, 'Key to order by, with ASC or DESC behind it; may be repeated or separated by commas')
            [CompletionResult]::new('-c', '-c', [CompletionResultType]::ParameterName, 'Columns to show, separated by commas: run_id, metrics.loss, params.*, tags.stage')
            [CompletionResult]::new('--columns', '--columns', [CompletionResultType]::ParameterName, 'Columns to show, separated by commas: run_id, metrics.loss, params.*, tags.stage')
            [CompletionResult]::new('-x', '-x', [CompletionResultType]::ParameterName, 'ID of an experiment to look in; may be repeated [env: MLFLOW_EXPERIMENT_ID]')
            [CompletionResult]::new('--experiment-id', '--experiment-id', [CompletionResultType]::ParameterName, 'ID of an experiment to look in; may be repeated [env: MLFLOW_EXPERIMENT_ID]')
            [CompletionResult]::new('--experiment-name', '--experiment-name', [CompletionResultType]::ParameterName, 'Name of an experiment to look in; may be repeated [env: MLFLOW_EXPERIMENT_NAME]')
            [CompletionResult]::new('--experiment', '--experiment', [CompletionResultType]::ParameterName, 'Name or ID of an experiment to look in; may be repeated')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Which stages to show')
            [CompletionResult]::new('--view', '--view', [CompletionResultType]::ParameterName, 'Which stages to show')
            [CompletionResult]::new('-n', '-n', [CompletionResultType]::ParameterName, 'Maximum number of runs to show; all by default')
            [CompletionResult]::new('--max-results', '--max-results', [CompletionResultType]::ParameterName, 'Maximum number of runs to show; all by default')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'Print the result as table, json, jsonl or csv [default: as MLflow does]')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colours: auto, always or never')
            [CompletionResult]::new('-1', '-1', [CompletionResultType]::ParameterName, 'The first one alone, as `--max-results 1`')
            [CompletionResult]::new('--fail-if-empty', '--fail-if-empty', [CompletionResultType]::ParameterName, 'Exit with 3 if no run is found')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'The same as `--output json`')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say errors and warnings alone')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more: the store, and what happens on the way')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'mlflow;runs;list' {
            [CompletionResult]::new('-x', '-x', [CompletionResultType]::ParameterName, 'ID of the experiment [env: MLFLOW_EXPERIMENT_ID]')
            [CompletionResult]::new('--experiment-id', '--experiment-id', [CompletionResultType]::ParameterName, 'ID of the experiment [env: MLFLOW_EXPERIMENT_ID]')
            [CompletionResult]::new('--experiment-name', '--experiment-name', [CompletionResultType]::ParameterName, 'Name of the experiment [env: MLFLOW_EXPERIMENT_NAME]')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Which stages to show')
            [CompletionResult]::new('--view', '--view', [CompletionResultType]::ParameterName, 'Which stages to show')
            [CompletionResult]::new('-n', '-n', [CompletionResultType]::ParameterName, 'Maximum number of runs to show; all by default')
            [CompletionResult]::new('--max-results', '--max-results', [CompletionResultType]::ParameterName, 'Maximum number of runs to show; all by default')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'Print the result as table, json, jsonl or csv [default: as MLflow does]')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colours: auto, always or never')
            [CompletionResult]::new('-1', '-1', [CompletionResultType]::ParameterName, 'The first one alone, as `--max-results 1`')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'The same as `--output json`')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say errors and warnings alone')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more: the store, and what happens on the way')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'mlflow;runs;best' {
            [CompletionResult]::new('-f', '-f', [CompletionResultType]::ParameterName, 'Only runs that match this filter, for example: status = ''FINISHED''')
            [CompletionResult]::new('--filter', '--filter', [CompletionResultType]::ParameterName, 'Only runs that match this filter, for example: status = ''FINISHED''')
            [CompletionResult]::new('-x', '-x', [CompletionResultType]::ParameterName, 'ID of an experiment to look in; may be repeated [env: MLFLOW_EXPERIMENT_ID]')
            [CompletionResult]::new('--experiment-id', '--experiment-id', [CompletionResultType]::ParameterName, 'ID of an experiment to look in; may be repeated [env: MLFLOW_EXPERIMENT_ID]')
            [CompletionResult]::new('--experiment-name', '--experiment-name', [CompletionResultType]::ParameterName, 'Name of an experiment to look in; may be repeated [env: MLFLOW_EXPERIMENT_NAME]')
            [CompletionResult]::new('--experiment', '--experiment', [CompletionResultType]::ParameterName, 'Name or ID of an experiment to look in; may be repeated')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'Print the result as table, json, jsonl or csv [default: as MLflow does]')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colours: auto, always or never')
            [CompletionResult]::new('--min', '--min', [CompletionResultType]::ParameterName, 'The smallest value is the best')
            [CompletionResult]::new('--max', '--max', [CompletionResultType]::ParameterName, 'The largest value is the best')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'The same as `--output json`')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say errors and warnings alone')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more: the store, and what happens on the way')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'mlflow;runs;compare' {
            [CompletionResult]::new('-x', '-x', [CompletionResultType]::ParameterName, 'ID of an experiment to look in; may be repeated [env: MLFLOW_EXPERIMENT_ID]')
            [CompletionResult]::new('--experiment-id', '--experiment-id', [CompletionResultType]::ParameterName, 'ID of an experiment to look in; may be repeated [env: MLFLOW_EXPERIMENT_ID]')
            [CompletionResult]::new('--experiment-name', '--experiment-name', [CompletionResultType]::ParameterName, 'Name of an experiment to look in; may be repeated [env: MLFLOW_EXPERIMENT_NAME]')
            [CompletionResult]::new('--experiment', '--experiment', [CompletionResultType]::ParameterName, 'Name or ID of an experiment to look in; may be repeated')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'Print the result as table, json, jsonl or csv [default: as MLflow does]')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colours: auto, always or never')
            [CompletionResult]::new('--all', '--all', [CompletionResultType]::ParameterName, 'Show what is the same in all of them, too')
            [CompletionResult]::new('--md', '--md', [CompletionResultType]::ParameterName, 'Print a table in Markdown')
            [CompletionResult]::new('--html', '--html', [CompletionResultType]::ParameterName, 'Print a page in HTML')
            [CompletionResult]::new('--diff', '--diff', [CompletionResultType]::ParameterName, 'Show the changes between the commits in full, and not as a list of files')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'The same as `--output json`')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say errors and warnings alone')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more: the store, and what happens on the way')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'mlflow;runs;show' {
            [CompletionResult]::new('-r', '-r', [CompletionResultType]::ParameterName, 'The same as RUN [env: MLFLOW_RUN_ID]')
            [CompletionResult]::new('--run-id', '--run-id', [CompletionResultType]::ParameterName, 'The same as RUN [env: MLFLOW_RUN_ID]')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'Print the result as table, json, jsonl or csv [default: as MLflow does]')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colours: auto, always or never')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'The same as `--output json`')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say errors and warnings alone')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more: the store, and what happens on the way')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'mlflow;runs;watch' {
            [CompletionResult]::new('--experiment', '--experiment', [CompletionResultType]::ParameterName, 'Follow what goes on in an experiment: its name or ID')
            [CompletionResult]::new('--interval', '--interval', [CompletionResultType]::ParameterName, 'Time between two looks')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colours: auto, always or never')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say errors and warnings alone')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more: the store, and what happens on the way')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'mlflow;runs;plot' {
            [CompletionResult]::new('--height', '--height', [CompletionResultType]::ParameterName, 'How many lines the chart has')
            [CompletionResult]::new('-x', '-x', [CompletionResultType]::ParameterName, 'ID of an experiment to look in; may be repeated [env: MLFLOW_EXPERIMENT_ID]')
            [CompletionResult]::new('--experiment-id', '--experiment-id', [CompletionResultType]::ParameterName, 'ID of an experiment to look in; may be repeated [env: MLFLOW_EXPERIMENT_ID]')
            [CompletionResult]::new('--experiment-name', '--experiment-name', [CompletionResultType]::ParameterName, 'Name of an experiment to look in; may be repeated [env: MLFLOW_EXPERIMENT_NAME]')
            [CompletionResult]::new('--experiment', '--experiment', [CompletionResultType]::ParameterName, 'Name or ID of an experiment to look in; may be repeated')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'Print the result as table, json, jsonl or csv [default: as MLflow does]')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colours: auto, always or never')
            [CompletionResult]::new('--log', '--log', [CompletionResultType]::ParameterName, 'Draw the logarithms of the values')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'The same as `--output json`')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say errors and warnings alone')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more: the store, and what happens on the way')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            break
        }
        'mlflow;runs;describe' {
            [CompletionResult]::new('-r', '-r', [CompletionResultType]::ParameterName, 'The same as RUN [env: MLFLOW_RUN_ID]')
            [CompletionResult]::new('--run-id', '--run-id', [CompletionResultType]::ParameterName, 'The same as RUN [env: MLFLOW_RUN_ID]')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'Print the result as table, json, jsonl or csv [default: as MLflow does]')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colours: auto, always or never')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'The same as `--output json`')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say errors and warnings alone')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more: the store, and what happens on the way')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            break
        }
        'mlflow;runs;metrics' {
            [CompletionResult]::new('-r', '-r', [CompletionResultType]::ParameterName, 'The run: its ID, the beginning of it, its name, `@last`, `@last~1` or `@best:metrics.KEY` [env: MLFLOW_RUN_ID]')
            [CompletionResult]::new('--run-id', '--run-id', [CompletionResultType]::ParameterName, 'The run: its ID, the beginning of it, its name, `@last`, `@last~1` or `@best:metrics.KEY` [env: MLFLOW_RUN_ID]')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'Print the result as table, json, jsonl or csv [default: as MLflow does]')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colours: auto, always or never')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'The same as `--output json`')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say errors and warnings alone')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more: the store, and what happens on the way')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            break
        }
        'mlflow;runs;delete' {
            [CompletionResult]::new('-r', '-r', [CompletionResultType]::ParameterName, 'The same as RUN; may be repeated')
            [CompletionResult]::new('--run-id', '--run-id', [CompletionResultType]::ParameterName, 'The same as RUN; may be repeated')
            [CompletionResult]::new('-f', '-f', [CompletionResultType]::ParameterName, 'All runs that match this filter, for example: metrics.loss > 1')
            [CompletionResult]::new('--filter', '--filter', [CompletionResultType]::ParameterName, 'All runs that match this filter, for example: metrics.loss > 1')
            [CompletionResult]::new('-x', '-x', [CompletionResultType]::ParameterName, 'ID of an experiment to look in; may be repeated [env: MLFLOW_EXPERIMENT_ID]')
            [CompletionResult]::new('--experiment-id', '--experiment-id', [CompletionResultType]::ParameterName, 'ID of an experiment to look in; may be repeated [env: MLFLOW_EXPERIMENT_ID]')
            [CompletionResult]::new('--experiment-name', '--experiment-name', [CompletionResultType]::ParameterName, 'Name of an experiment to look in; may be repeated [env: MLFLOW_EXPERIMENT_NAME]')
            [CompletionResult]::new('--experiment', '--experiment', [CompletionResultType]::ParameterName, 'Name or ID of an experiment to look in; may be repeated')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'Print the result as table, json, jsonl or csv [default: as MLflow does]')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colours: auto, always or never')
            [CompletionResult]::new('-y', '-y', [CompletionResultType]::ParameterName, 'Do not ask for confirmation of what `--filter` found; without a terminal, it is never asked for')
            [CompletionResult]::new('--yes', '--yes', [CompletionResultType]::ParameterName, 'Do not ask for confirmation of what `--filter` found; without a terminal, it is never asked for')
            [CompletionResult]::new('--dry-run', '--dry-run', [CompletionResultType]::ParameterName, 'Say what would be changed, and change nothing')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'The same as `--output json`')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say errors and warnings alone')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more: the store, and what happens on the way')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            break
        }
        'mlflow;runs;restore' {
            [CompletionResult]::new('-r', '-r', [CompletionResultType]::ParameterName, 'The same as RUN; may be repeated')
            [CompletionResult]::new('--run-id', '--run-id', [CompletionResultType]::ParameterName, 'The same as RUN; may be repeated')
            [CompletionResult]::new('-f', '-f', [CompletionResultType]::ParameterName, 'All runs that match this filter, for example: metrics.loss > 1')
            [CompletionResult]::new('--filter', '--filter', [CompletionResultType]::ParameterName, 'All runs that match this filter, for example: metrics.loss > 1')
            [CompletionResult]::new('-x', '-x', [CompletionResultType]::ParameterName, 'ID of an experiment to look in; may be repeated [env: MLFLOW_EXPERIMENT_ID]')
            [CompletionResult]::new('--experiment-id', '--experiment-id', [CompletionResultType]::ParameterName, 'ID of an experiment to look in; may be repeated [env: MLFLOW_EXPERIMENT_ID]')
            [CompletionResult]::new('--experiment-name', '--experiment-name', [CompletionResultType]::ParameterName, 'Name of an experiment to look in; may be repeated [env: MLFLOW_EXPERIMENT_NAME]')
            [CompletionResult]::new('--experiment', '--experiment', [CompletionResultType]::ParameterName, 'Name or ID of an experiment to look in; may be repeated')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'Print the result as table, json, jsonl or csv [default: as MLflow does]')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colours: auto, always or never')
            [CompletionResult]::new('-y', '-y', [CompletionResultType]::ParameterName, 'Do not ask for confirmation of what `--filter` found; without a terminal, it is never asked for')
            [CompletionResult]::new('--yes', '--yes', [CompletionResultType]::ParameterName, 'Do not ask for confirmation of what `--filter` found; without a terminal, it is never asked for')
            [CompletionResult]::new('--dry-run', '--dry-run', [CompletionResultType]::ParameterName, 'Say what would be changed, and change nothing')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'The same as `--output json`')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say errors and warnings alone')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more: the store, and what happens on the way')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            break
        }
        'mlflow;runs;help' {
            [CompletionResult]::new('start', 'start', [CompletionResultType]::ParameterValue, 'Start a run that stays RUNNING, and print its ID')
            [CompletionResult]::new('log-metric', 'log-metric', [CompletionResultType]::ParameterValue, 'Log metrics of a run')
            [CompletionResult]::new('log-param', 'log-param', [CompletionResultType]::ParameterValue, 'Log parameters of a run; a parameter never changes')
            [CompletionResult]::new('set-tag', 'set-tag', [CompletionResultType]::ParameterValue, 'Set tags of runs')
            [CompletionResult]::new('delete-tag', 'delete-tag', [CompletionResultType]::ParameterValue, 'Remove a tag of runs')
            [CompletionResult]::new('log-batch', 'log-batch', [CompletionResultType]::ParameterValue, 'Log metrics, params and tags from JSON lines on stdin')
            [CompletionResult]::new('end', 'end', [CompletionResultType]::ParameterValue, 'End a run')
            [CompletionResult]::new('wait', 'wait', [CompletionResultType]::ParameterValue, 'Wait until runs have ended, and print their status')
            [CompletionResult]::new('create', 'create', [CompletionResultType]::ParameterValue, 'Create a run that has ended already')
            [CompletionResult]::new('search', 'search', [CompletionResultType]::ParameterValue, 'Find runs by what they logged')
            [CompletionResult]::new('list', 'list', [CompletionResultType]::ParameterValue, 'List the runs of an experiment')
            [CompletionResult]::new('best', 'best', [CompletionResultType]::ParameterValue, 'Print the ID of the run with the best value of a metric')
            [CompletionResult]::new('compare', 'compare', [CompletionResultType]::ParameterValue, 'Compare runs: params, metrics, tags, environment and source')
            [CompletionResult]::new('show', 'show', [CompletionResultType]::ParameterValue, 'Show a run: status, params, metrics with their course, tags, children and artifacts')
            [CompletionResult]::new('watch', 'watch', [CompletionResultType]::ParameterValue, 'Follow a run until it ends: status, metrics and their curves')
            [CompletionResult]::new('plot', 'plot', [CompletionResultType]::ParameterValue, 'Draw the course of a metric in the terminal, of one run or of several')
            [CompletionResult]::new('describe', 'describe', [CompletionResultType]::ParameterValue, 'Show everything that a run recorded, as JSON')
            [CompletionResult]::new('metrics', 'metrics', [CompletionResultType]::ParameterValue, 'Show the history of a run''s metrics')
            [CompletionResult]::new('delete', 'delete', [CompletionResultType]::ParameterValue, 'Move runs to the deleted stage')
            [CompletionResult]::new('restore', 'restore', [CompletionResultType]::ParameterValue, 'Bring deleted runs back')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'mlflow;runs;help;start' {
            break
        }
        'mlflow;runs;help;log-metric' {
            break
        }
        'mlflow;runs;help;log-param' {
            break
        }
        'mlflow;runs;help;set-tag' {
            break
        }
        'mlflow;runs;help;delete-tag' {
            break
        }
        'mlflow;runs;help;log-batch' {
            break
        }
        'mlflow;runs;help;end' {
            break
        }
        'mlflow;runs;help;wait' {
            break
        }
        'mlflow;runs;help;create' {
            break
        }
        'mlflow;runs;help;search' {
            break
        }
        'mlflow;runs;help;list' {
            break
        }
        'mlflow;runs;help;best' {
            break
        }
        'mlflow;runs;help;compare' {
            break
        }
        'mlflow;runs;help;show' {
            break
        }
        'mlflow;runs;help;watch' {
            break
        }
        'mlflow;runs;help;plot' {
            break
        }
        'mlflow;runs;help;describe' {
            break
        }
        'mlflow;runs;help;metrics' {
            break
        }
        'mlflow;runs;help;delete' {
            break
        }
        'mlflow;runs;help;restore' {
            break
        }
        'mlflow;runs;help;help' {
            break
        }
        'mlflow;artifacts' {
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colours: auto, always or never')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say errors and warnings alone')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more: the store, and what happens on the way')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('log-artifact', 'log-artifact', [CompletionResultType]::ParameterValue, 'Upload a file to a run')
            [CompletionResult]::new('log-artifacts', 'log-artifacts', [CompletionResultType]::ParameterValue, 'Upload the content of a folder to a run')
            [CompletionResult]::new('upload', 'upload', [CompletionResultType]::ParameterValue, 'Upload files, folders and what matches patterns to a run')
            [CompletionResult]::new('list', 'list', [CompletionResultType]::ParameterValue, 'List the entries of a folder of a run, as JSON')
            [CompletionResult]::new('cat', 'cat', [CompletionResultType]::ParameterValue, 'Write the content of a file to stdout')
            [CompletionResult]::new('download', 'download', [CompletionResultType]::ParameterValue, 'Download a file or a folder, and print its path')
            [CompletionResult]::new('rm', 'rm', [CompletionResultType]::ParameterValue, 'Remove files and folders of a run')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'mlflow;artifacts;log-artifact' {
            [CompletionResult]::new('-l', '-l', [CompletionResultType]::ParameterName, 'The same as FILE')
            [CompletionResult]::new('--local-file', '--local-file', [CompletionResultType]::ParameterName, 'The same as FILE')
            [CompletionResult]::new('-r', '-r', [CompletionResultType]::ParameterName, 'The run: its ID, the beginning of it, its name, `@last`, `@last~1` or `@best:metrics.KEY` [env: MLFLOW_RUN_ID]')
            [CompletionResult]::new('--run-id', '--run-id', [CompletionResultType]::ParameterName, 'The run: its ID, the beginning of it, its name, `@last`, `@last~1` or `@best:metrics.KEY` [env: MLFLOW_RUN_ID]')
            [CompletionResult]::new('-a', '-a', [CompletionResultType]::ParameterName, 'Folder within the run''s artifacts; their root by default')
            [CompletionResult]::new('--artifact-path', '--artifact-path', [CompletionResultType]::ParameterName, 'Folder within the run''s artifacts; their root by default')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'Print the result as table, json, jsonl or csv [default: as MLflow does]')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colours: auto, always or never')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'The same as `--output json`')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say errors and warnings alone')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more: the store, and what happens on the way')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            break
        }
        'mlflow;artifacts;log-artifacts' {
            [CompletionResult]::new('-l', '-l', [CompletionResultType]::ParameterName, 'The same as FOLDER')
            [CompletionResult]::new('--local-dir', '--local-dir', [CompletionResultType]::ParameterName, 'The same as FOLDER')
            [CompletionResult]::new('-r', '-r', [CompletionResultType]::ParameterName, 'The run: its ID, the beginning of it, its name, `@last`, `@last~1` or `@best:metrics.KEY` [env: MLFLOW_RUN_ID]')
            [CompletionResult]::new('--run-id', '--run-id', [CompletionResultType]::ParameterName, 'The run: its ID, the beginning of it, its name, `@last`, `@last~1` or `@best:metrics.KEY` [env: MLFLOW_RUN_ID]')
            [CompletionResult]::new('-a', '-a', [CompletionResultType]::ParameterName, 'Folder within the run''s artifacts; their root by default')
            [CompletionResult]::new('--artifact-path', '--artifact-path', [CompletionResultType]::ParameterName, 'Folder within the run''s artifacts; their root by default')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'Print the result as table, json, jsonl or csv [default: as MLflow does]')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colours: auto, always or never')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'The same as `--output json`')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say errors and warnings alone')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more: the store, and what happens on the way')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            break
        }
        'mlflow;artifacts;upload' {
            [CompletionResult]::new('-r', '-r', [CompletionResultType]::ParameterName, 'The run: its ID, the beginning of it, its name, `@last`, `@last~1` or `@best:metrics.KEY` [env: MLFLOW_RUN_ID]')
            [CompletionResult]::new('--run-id', '--run-id', [CompletionResultType]::ParameterName, 'The run: its ID, the beginning of it, its name, `@last`, `@last~1` or `@best:metrics.KEY` [env: MLFLOW_RUN_ID]')
            [CompletionResult]::new('-a', '-a', [CompletionResultType]::ParameterName, 'Folder within the run''s artifacts; their root by default')
            [CompletionResult]::new('--artifact-path', '--artifact-path', [CompletionResultType]::ParameterName, 'Folder within the run''s artifacts; their root by default')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'Print the result as table, json, jsonl or csv [default: as MLflow does]')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colours: auto, always or never')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'The same as `--output json`')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say errors and warnings alone')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more: the store, and what happens on the way')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'mlflow;artifacts;list' {
            [CompletionResult]::new('-r', '-r', [CompletionResultType]::ParameterName, 'The same as RUN')
            [CompletionResult]::new('--run-id', '--run-id', [CompletionResultType]::ParameterName, 'The same as RUN')
            [CompletionResult]::new('-a', '-a', [CompletionResultType]::ParameterName, 'The same as PATH')
            [CompletionResult]::new('--artifact-path', '--artifact-path', [CompletionResultType]::ParameterName, 'The same as PATH')
            [CompletionResult]::new('-u', '-u', [CompletionResultType]::ParameterName, 'URI of a file or folder; given instead of the run')
            [CompletionResult]::new('--artifact-uri', '--artifact-uri', [CompletionResultType]::ParameterName, 'URI of a file or folder; given instead of the run')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'Print the result as table, json, jsonl or csv [default: as MLflow does]')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colours: auto, always or never')
            [CompletionResult]::new('-R', '-R ', [CompletionResultType]::ParameterName, 'List what is in the folders below, too')
            [CompletionResult]::new('--recursive', '--recursive', [CompletionResultType]::ParameterName, 'List what is in the folders below, too')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'The same as `--output json`')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say errors and warnings alone')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more: the store, and what happens on the way')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            break
        }
        'mlflow;artifacts;cat' {
            [CompletionResult]::new('-r', '-r', [CompletionResultType]::ParameterName, 'The same as RUN')
            [CompletionResult]::new('--run-id', '--run-id', [CompletionResultType]::ParameterName, 'The same as RUN')
            [CompletionResult]::new('-a', '-a', [CompletionResultType]::ParameterName, 'The same as PATH')
            [CompletionResult]::new('--artifact-path', '--artifact-path', [CompletionResultType]::ParameterName, 'The same as PATH')
            [CompletionResult]::new('-u', '-u', [CompletionResultType]::ParameterName, 'URI of a file or folder; given instead of the run')
            [CompletionResult]::new('--artifact-uri', '--artifact-uri', [CompletionResultType]::ParameterName, 'URI of a file or folder; given instead of the run')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colours: auto, always or never')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say errors and warnings alone')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more: the store, and what happens on the way')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            break
        }
        'mlflow;artifacts;download' {
            [CompletionResult]::new('-r', '-r', [CompletionResultType]::ParameterName, 'The same as RUN')
            [CompletionResult]::new('--run-id', '--run-id', [CompletionResultType]::ParameterName, 'The same as RUN')
            [CompletionResult]::new('-a', '-a', [CompletionResultType]::ParameterName, 'The same as PATH')
            [CompletionResult]::new('--artifact-path', '--artifact-path', [CompletionResultType]::ParameterName, 'The same as PATH')
            [CompletionResult]::new('-u', '-u', [CompletionResultType]::ParameterName, 'URI of a file or folder; given instead of the run')
            [CompletionResult]::new('--artifact-uri', '--artifact-uri', [CompletionResultType]::ParameterName, 'URI of a file or folder; given instead of the run')
            [CompletionResult]::new('-d', '-d', [CompletionResultType]::ParameterName, 'Folder to download to, created if it is new; without it, what is on this machine already is not copied')
            [CompletionResult]::new('--dst-path', '--dst-path', [CompletionResultType]::ParameterName, 'Folder to download to, created if it is new; without it, what is on this machine already is not copied')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'Print the result as table, json, jsonl or csv [default: as MLflow does]')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colours: auto, always or never')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'The same as `--output json`')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say errors and warnings alone')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more: the store, and what happens on the way')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            break
        }
        'mlflow;artifacts;rm' {
            [CompletionResult]::new('-r', '-r', [CompletionResultType]::ParameterName, 'The run: its ID, the beginning of it, its name, `@last`, `@last~1` or `@best:metrics.KEY` [env: MLFLOW_RUN_ID]')
            [CompletionResult]::new('--run-id', '--run-id', [CompletionResultType]::ParameterName, 'The run: its ID, the beginning of it, its name, `@last`, `@last~1` or `@best:metrics.KEY` [env: MLFLOW_RUN_ID]')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'Print the result as table, json, jsonl or csv [default: as MLflow does]')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colours: auto, always or never')
            [CompletionResult]::new('-R', '-R ', [CompletionResultType]::ParameterName, 'Remove folders with all that is in them, too')
            [CompletionResult]::new('--recursive', '--recursive', [CompletionResultType]::ParameterName, 'Remove folders with all that is in them, too')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'The same as `--output json`')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say errors and warnings alone')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more: the store, and what happens on the way')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            break
        }
        'mlflow;artifacts;help' {
            [CompletionResult]::new('log-artifact', 'log-artifact', [CompletionResultType]::ParameterValue, 'Upload a file to a run')
            [CompletionResult]::new('log-artifacts', 'log-artifacts', [CompletionResultType]::ParameterValue, 'Upload the content of a folder to a run')
            [CompletionResult]::new('upload', 'upload', [CompletionResultType]::ParameterValue, 'Upload files, folders and what matches patterns to a run')
            [CompletionResult]::new('list', 'list', [CompletionResultType]::ParameterValue, 'List the entries of a folder of a run, as JSON')
            [CompletionResult]::new('cat', 'cat', [CompletionResultType]::ParameterValue, 'Write the content of a file to stdout')
            [CompletionResult]::new('download', 'download', [CompletionResultType]::ParameterValue, 'Download a file or a folder, and print its path')
            [CompletionResult]::new('rm', 'rm', [CompletionResultType]::ParameterValue, 'Remove files and folders of a run')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'mlflow;artifacts;help;log-artifact' {
            break
        }
        'mlflow;artifacts;help;log-artifacts' {
            break
        }
        'mlflow;artifacts;help;upload' {
            break
        }
        'mlflow;artifacts;help;list' {
            break
        }
        'mlflow;artifacts;help;cat' {
            break
        }
        'mlflow;artifacts;help;download' {
            break
        }
        'mlflow;artifacts;help;rm' {
            break
        }
        'mlflow;artifacts;help;help' {
            break
        }
        'mlflow;models' {
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colours: auto, always or never')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say errors and warnings alone')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more: the store, and what happens on the way')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('list', 'list', [CompletionResultType]::ParameterValue, 'List registered models')
            [CompletionResult]::new('search', 'search', [CompletionResultType]::ParameterValue, 'Find registered models; the same as `list`')
            [CompletionResult]::new('get', 'get', [CompletionResultType]::ParameterValue, 'Show a registered model or one of its versions')
            [CompletionResult]::new('create', 'create', [CompletionResultType]::ParameterValue, 'Create a registered model without versions')
            [CompletionResult]::new('register', 'register', [CompletionResultType]::ParameterValue, 'Register a model as a new version, and print its number')
            [CompletionResult]::new('update', 'update', [CompletionResultType]::ParameterValue, 'Change the description of a registered model')
            [CompletionResult]::new('rename', 'rename', [CompletionResultType]::ParameterValue, 'Give a registered model another name')
            [CompletionResult]::new('delete', 'delete', [CompletionResultType]::ParameterValue, 'Delete a registered model with all its versions; the files that they name stay')
            [CompletionResult]::new('versions', 'versions', [CompletionResultType]::ParameterValue, 'List, show and change versions of registered models')
            [CompletionResult]::new('transition', 'transition', [CompletionResultType]::ParameterValue, 'Move a version to a stage')
            [CompletionResult]::new('alias', 'alias', [CompletionResultType]::ParameterValue, 'Set and delete the aliases of versions')
            [CompletionResult]::new('tag', 'tag', [CompletionResultType]::ParameterValue, 'Set and delete tags of registered models and versions')
            [CompletionResult]::new('download', 'download', [CompletionResultType]::ParameterValue, 'Download the files of a version, and print where they lie')
            [CompletionResult]::new('copy', 'copy', [CompletionResultType]::ParameterValue, 'Register a version under another name, and print the number that it has there')
            [CompletionResult]::new('serve', 'serve', [CompletionResultType]::ParameterValue, 'Serve a model over HTTP')
            [CompletionResult]::new('predict', 'predict', [CompletionResultType]::ParameterValue, 'Let a model predict from a file, without a server')
            [CompletionResult]::new('prepare-env', 'prepare-env', [CompletionResultType]::ParameterValue, 'Build the environment of a model, so that it is there when the model is served')
            [CompletionResult]::new('generate-dockerfile', 'generate-dockerfile', [CompletionResultType]::ParameterValue, 'Write a folder of which an image that serves a model is built')
            [CompletionResult]::new('build-docker', 'build-docker', [CompletionResultType]::ParameterValue, 'Build an image that serves a model, with docker or podman')
            [CompletionResult]::new('update-pip-requirements', 'update-pip-requirements', [CompletionResultType]::ParameterValue, 'Add packages to the requirements of a model, or remove them')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'mlflow;models;list' {
            [CompletionResult]::new('-f', '-f', [CompletionResultType]::ParameterName, 'What must hold, for example: name LIKE ''fr%'' AND tags.team = ''risk''')
            [CompletionResult]::new('--filter', '--filter', [CompletionResultType]::ParameterName, 'What must hold, for example: name LIKE ''fr%'' AND tags.team = ''risk''')
            [CompletionResult]::new('--order-by', '--order-by', [CompletionResultType]::ParameterName, 'Key of the order, such as `name DESC` or `last_updated_timestamp`; may be repeated')
            [CompletionResult]::new('--max-results', '--max-results', [CompletionResultType]::ParameterName, 'Maximum number of results; all by default')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'Print the result as table, json, jsonl or csv [default: as MLflow does]')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colours: auto, always or never')
            [CompletionResult]::new('-1', '-1', [CompletionResultType]::ParameterName, 'The first one alone, as `--max-results 1`')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'The same as `--output json`')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say errors and warnings alone')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more: the store, and what happens on the way')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'mlflow;models;search' {
            [CompletionResult]::new('-f', '-f', [CompletionResultType]::ParameterName, 'What must hold, for example: name LIKE ''fr%'' AND tags.team = ''risk''')
            [CompletionResult]::new('--filter', '--filter', [CompletionResultType]::ParameterName, 'What must hold, for example: name LIKE ''fr%'' AND tags.team = ''risk''')
            [CompletionResult]::new('--order-by', '--order-by', [CompletionResultType]::ParameterName, 'Key of the order, such as `name DESC` or `last_updated_timestamp`; may be repeated')
            [CompletionResult]::new('--max-results', '--max-results', [CompletionResultType]::ParameterName, 'Maximum number of results; all by default')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'Print the result as table, json, jsonl or csv [default: as MLflow does]')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colours: auto, always or never')
            [CompletionResult]::new('-1', '-1', [CompletionResultType]::ParameterName, 'The first one alone, as `--max-results 1`')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'The same as `--output json`')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say errors and warnings alone')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more: the store, and what happens on the way')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'mlflow;models;get' {
            [CompletionResult]::new('--fail-if-older', '--fail-if-older', [CompletionResultType]::ParameterName, 'Exit with 3 if the model or the version last changed longer ago than this: 30d, 12h')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'Print the result as table, json, jsonl or csv [default: as MLflow does]')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colours: auto, always or never')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'The same as `--output json`')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say errors and warnings alone')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more: the store, and what happens on the way')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            break
        }
        'mlflow;models;create' {
            [CompletionResult]::new('-d', '-d', [CompletionResultType]::ParameterName, 'What it is for')
            [CompletionResult]::new('--description', '--description', [CompletionResultType]::ParameterName, 'What it is for')
            [CompletionResult]::new('-t', '-t', [CompletionResultType]::ParameterName, 'Tag to set, as key=value; may be repeated')
            [CompletionResult]::new('--tags', '--tags', [CompletionResultType]::ParameterName, 'Tag to set, as key=value; may be repeated')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'Print the result as table, json, jsonl or csv [default: as MLflow does]')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colours: auto, always or never')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'The same as `--output json`')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say errors and warnings alone')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more: the store, and what happens on the way')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            break
        }
        'mlflow;models;register' {
            [CompletionResult]::new('-m', '-m', [CompletionResultType]::ParameterName, 'URI of the model: `runs:/ID/model`, `models:/m-ID`, `models:/NAME/3` or where its files are')
            [CompletionResult]::new('--model-uri', '--model-uri', [CompletionResultType]::ParameterName, 'URI of the model: `runs:/ID/model`, `models:/m-ID`, `models:/NAME/3` or where its files are')
            [CompletionResult]::new('-n', '-n', [CompletionResultType]::ParameterName, 'Name of the registered model')
            [CompletionResult]::new('--name', '--name', [CompletionResultType]::ParameterName, 'Name of the registered model')
            [CompletionResult]::new('-d', '-d', [CompletionResultType]::ParameterName, 'What is to be known of the version')
            [CompletionResult]::new('--description', '--description', [CompletionResultType]::ParameterName, 'What is to be known of the version')
            [CompletionResult]::new('-t', '-t', [CompletionResultType]::ParameterName, 'Tag of the version, as key=value; may be repeated')
            [CompletionResult]::new('--tags', '--tags', [CompletionResultType]::ParameterName, 'Tag of the version, as key=value; may be repeated')
            [CompletionResult]::new('--await', '--await', [CompletionResultType]::ParameterName, 'Wait until the version is ready, for so long at most; 5 minutes if nothing is said')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'Print the result as table, json, jsonl or csv [default: as MLflow does]')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colours: auto, always or never')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'The same as `--output json`')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say errors and warnings alone')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more: the store, and what happens on the way')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'mlflow;models;update' {
            [CompletionResult]::new('-d', '-d', [CompletionResultType]::ParameterName, 'What it is for')
            [CompletionResult]::new('--description', '--description', [CompletionResultType]::ParameterName, 'What it is for')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'Print the result as table, json, jsonl or csv [default: as MLflow does]')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colours: auto, always or never')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'The same as `--output json`')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say errors and warnings alone')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more: the store, and what happens on the way')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            break
        }
        'mlflow;models;rename' {
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'Print the result as table, json, jsonl or csv [default: as MLflow does]')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colours: auto, always or never')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'The same as `--output json`')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say errors and warnings alone')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more: the store, and what happens on the way')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            break
        }
        'mlflow;models;delete' {
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'Print the result as table, json, jsonl or csv [default: as MLflow does]')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colours: auto, always or never')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'The same as `--output json`')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say errors and warnings alone')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more: the store, and what happens on the way')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            break
        }
        'mlflow;models;versions' {
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colours: auto, always or never')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say errors and warnings alone')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more: the store, and what happens on the way')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('list', 'list', [CompletionResultType]::ParameterValue, 'List versions, the last changed first')
            [CompletionResult]::new('get', 'get', [CompletionResultType]::ParameterValue, 'Show a version')
            [CompletionResult]::new('update', 'update', [CompletionResultType]::ParameterValue, 'Change the description of a version')
            [CompletionResult]::new('delete', 'delete', [CompletionResultType]::ParameterValue, 'Delete a version; the files that it names stay')
            [CompletionResult]::new('transition', 'transition', [CompletionResultType]::ParameterValue, 'Move a version to a stage')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'mlflow;models;versions;list' {
            [CompletionResult]::new('-f', '-f', [CompletionResultType]::ParameterName, 'What must hold, for example: stage = ''Production'' OR version_number > 3')
            [CompletionResult]::new('--filter', '--filter', [CompletionResultType]::ParameterName, 'What must hold, for example: stage = ''Production'' OR version_number > 3')
            [CompletionResult]::new('--order-by', '--order-by', [CompletionResultType]::ParameterName, 'Key of the order, such as `version_number DESC`; may be repeated')
            [CompletionResult]::new('--max-results', '--max-results', [CompletionResultType]::ParameterName, 'Maximum number of results; all by default')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'Print the result as table, json, jsonl or csv [default: as MLflow does]')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colours: auto, always or never')
            [CompletionResult]::new('-1', '-1', [CompletionResultType]::ParameterName, 'The first one alone, as `--max-results 1`')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'The same as `--output json`')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say errors and warnings alone')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more: the store, and what happens on the way')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            break
        }
        'mlflow;models;versions;get' {
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'Print the result as table, json, jsonl or csv [default: as MLflow does]')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colours: auto, always or never')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'The same as `--output json`')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say errors and warnings alone')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more: the store, and what happens on the way')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            break
        }
        'mlflow;models;versions;update' {
            [CompletionResult]::new('-d', '-d', [CompletionResultType]::ParameterName, 'What is to be known of it')
            [CompletionResult]::new('--description', '--description', [CompletionResultType]::ParameterName, 'What is to be known of it')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'Print the result as table, json, jsonl or csv [default: as MLflow does]')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colours: auto, always or never')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'The same as `--output json`')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say errors and warnings alone')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more: the store, and what happens on the way')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            break
        }
        'mlflow;models;versions;delete' {
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'Print the result as table, json, jsonl or csv [default: as MLflow does]')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colours: auto, always or never')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'The same as `--output json`')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say errors and warnings alone')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more: the store, and what happens on the way')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            break
        }
        'mlflow;models;versions;transition' {
            [CompletionResult]::new('-s', '-s', [CompletionResultType]::ParameterName, 'Where it goes: None, Staging, Production or Archived')
            [CompletionResult]::new('--stage', '--stage', [CompletionResultType]::ParameterName, 'Where it goes: None, Staging, Production or Archived')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'Print the result as table, json, jsonl or csv [default: as MLflow does]')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colours: auto, always or never')
            [CompletionResult]::new('--archive-existing', '--archive-existing', [CompletionResultType]::ParameterName, 'Move the versions that are there to the archive; for Staging and Production')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'The same as `--output json`')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say errors and warnings alone')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more: the store, and what happens on the way')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            break
        }
        'mlflow;models;versions;help' {
            [CompletionResult]::new('list', 'list', [CompletionResultType]::ParameterValue, 'List versions, the last changed first')
            [CompletionResult]::new('get', 'get', [CompletionResultType]::ParameterValue, 'Show a version')
            [CompletionResult]::new('update', 'update', [CompletionResultType]::ParameterValue, 'Change the description of a version')
            [CompletionResult]::new('delete', 'delete', [CompletionResultType]::ParameterValue, 'Delete a version; the files that it names stay')
            [CompletionResult]::new('transition', 'transition', [CompletionResultType]::ParameterValue, 'Move a version to a stage')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'mlflow;models;versions;help;list' {
            break
        }
        'mlflow;models;versions;help;get' {
            break
        }
        'mlflow;models;versions;help;update' {
            break
        }
        'mlflow;models;versions;help;delete' {
            break
        }
        'mlflow;models;versions;help;transition' {
            break
        }
        'mlflow;models;versions;help;help' {
            break
        }
        'mlflow;models;transition' {
            [CompletionResult]::new('-s', '-s', [CompletionResultType]::ParameterName, 'Where it goes: None, Staging, Production or Archived')
            [CompletionResult]::new('--stage', '--stage', [CompletionResultType]::ParameterName, 'Where it goes: None, Staging, Production or Archived')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'Print the result as table, json, jsonl or csv [default: as MLflow does]')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colours: auto, always or never')
            [CompletionResult]::new('--archive-existing', '--archive-existing', [CompletionResultType]::ParameterName, 'Move the versions that are there to the archive; for Staging and Production')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'The same as `--output json`')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say errors and warnings alone')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more: the store, and what happens on the way')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            break
        }
        'mlflow;models;alias' {
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colours: auto, always or never')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say errors and warnings alone')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more: the store, and what happens on the way')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('set', 'set', [CompletionResultType]::ParameterValue, 'Let an alias stand for a version, and for no other any more')
            [CompletionResult]::new('delete', 'delete', [CompletionResultType]::ParameterValue, 'Delete an alias')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'mlflow;models;alias;set' {
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'Print the result as table, json, jsonl or csv [default: as MLflow does]')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colours: auto, always or never')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'The same as `--output json`')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say errors and warnings alone')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more: the store, and what happens on the way')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            break
        }
        'mlflow;models;alias;delete' {
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'Print the result as table, json, jsonl or csv [default: as MLflow does]')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colours: auto, always or never')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'The same as `--output json`')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say errors and warnings alone')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more: the store, and what happens on the way')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            break
        }
        'mlflow;models;alias;help' {
            [CompletionResult]::new('set', 'set', [CompletionResultType]::ParameterValue, 'Let an alias stand for a version, and for no other any more')
            [CompletionResult]::new('delete', 'delete', [CompletionResultType]::ParameterValue, 'Delete an alias')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'mlflow;models;alias;help;set' {
            break
        }
        'mlflow;models;alias;help;delete' {
            break
        }
        'mlflow;models;alias;help;help' {
            break
        }
        'mlflow;models;tag' {
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colours: auto, always or never')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say errors and warnings alone')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more: the store, and what happens on the way')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('set', 'set', [CompletionResultType]::ParameterValue, 'Set a tag')
            [CompletionResult]::new('delete', 'delete', [CompletionResultType]::ParameterValue, 'Delete a tag')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'mlflow;models;tag;set' {
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Number of the version that has the tag; the model itself without it')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'Print the result as table, json, jsonl or csv [default: as MLflow does]')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colours: auto, always or never')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'The same as `--output json`')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say errors and warnings alone')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more: the store, and what happens on the way')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            break
        }
        'mlflow;models;tag;delete' {
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Number of the version that has the tag; the model itself without it')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'Print the result as table, json, jsonl or csv [default: as MLflow does]')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colours: auto, always or never')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'The same as `--output json`')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say errors and warnings alone')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more: the store, and what happens on the way')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            break
        }
        'mlflow;models;tag;help' {
            [CompletionResult]::new('set', 'set', [CompletionResultType]::ParameterValue, 'Set a tag')
            [CompletionResult]::new('delete', 'delete', [CompletionResultType]::ParameterValue, 'Delete a tag')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'mlflow;models;tag;help;set' {
            break
        }
        'mlflow;models;tag;help;delete' {
            break
        }
        'mlflow;models;tag;help;help' {
            break
        }
        'mlflow;models;download' {
            [CompletionResult]::new('-d', '-d', [CompletionResultType]::ParameterName, 'Folder to download to, created if it is new; without it, what is on this machine already stays where it is')
            [CompletionResult]::new('--dst-path', '--dst-path', [CompletionResultType]::ParameterName, 'Folder to download to, created if it is new; without it, what is on this machine already stays where it is')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'Print the result as table, json, jsonl or csv [default: as MLflow does]')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colours: auto, always or never')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'The same as `--output json`')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say errors and warnings alone')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more: the store, and what happens on the way')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            break
        }
        'mlflow;models;copy' {
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'Print the result as table, json, jsonl or csv [default: as MLflow does]')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colours: auto, always or never')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'The same as `--output json`')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say errors and warnings alone')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more: the store, and what happens on the way')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'mlflow;models;serve' {
            [CompletionResult]::new('-m', '-m', [CompletionResultType]::ParameterName, 'The model: `runs:/ID/model`, `models:/fraud@champion`, `models:/fraud/3`, a folder, a cloud')
            [CompletionResult]::new('--model-uri', '--model-uri', [CompletionResultType]::ParameterName, 'The model: `runs:/ID/model`, `models:/fraud@champion`, `models:/fraud/3`, a folder, a cloud')
            [CompletionResult]::new('-p', '-p', [CompletionResultType]::ParameterName, 'Port to listen on; 0 takes a free one and says which [env: MLFLOW_PORT] [default: 5000]')
            [CompletionResult]::new('--port', '--port', [CompletionResultType]::ParameterName, 'Port to listen on; 0 takes a free one and says which [env: MLFLOW_PORT] [default: 5000]')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Address to listen on; 0.0.0.0 is every one [env: MLFLOW_HOST] [default: 127.0.0.1]')
            [CompletionResult]::new('--host', '--host', [CompletionResultType]::ParameterName, 'Address to listen on; 0.0.0.0 is every one [env: MLFLOW_HOST] [default: 127.0.0.1]')
            [CompletionResult]::new('-t', '-t', [CompletionResultType]::ParameterName, 'Seconds in which a request must be answered; 0 for no limit [env: MLFLOW_SCORING_SERVER_REQUEST_TIMEOUT] [default: 60]')
            [CompletionResult]::new('--timeout', '--timeout', [CompletionResultType]::ParameterName, 'Seconds in which a request must be answered; 0 for no limit [env: MLFLOW_SCORING_SERVER_REQUEST_TIMEOUT] [default: 60]')
            [CompletionResult]::new('--max-body', '--max-body', [CompletionResultType]::ParameterName, 'Longest body of a request')
            [CompletionResult]::new('--name', '--name', [CompletionResultType]::ParameterName, 'Name of the model in the Open Inference protocol; by default that of the registered model')
            [CompletionResult]::new('-w', '-w', [CompletionResultType]::ParameterName, 'Processes that hold the model [env: MLFLOW_MODELS_WORKERS] [default: 1]')
            [CompletionResult]::new('--workers', '--workers', [CompletionResultType]::ParameterName, 'Processes that hold the model [env: MLFLOW_MODELS_WORKERS] [default: 1]')
            [CompletionResult]::new('--threads', '--threads', [CompletionResultType]::ParameterName, 'Requests that a worker answers at a time, for models that wait for other servers')
            [CompletionResult]::new('--queue', '--queue', [CompletionResultType]::ParameterName, 'Requests that may wait for a worker; beyond that the answer is 503')
            [CompletionResult]::new('--worker-memory', '--worker-memory', [CompletionResultType]::ParameterName, 'Memory that a worker may have; one that takes more is replaced (Linux)')
            [CompletionResult]::new('--watch', '--watch', [CompletionResultType]::ParameterName, 'Look every so often whether the URI means another version, and load that')
            [CompletionResult]::new('--batch-size', '--batch-size', [CompletionResultType]::ParameterName, 'Most requests whose rows are put into one prediction, for models that answer row by row')
            [CompletionResult]::new('--batch-wait-ms', '--batch-wait-ms', [CompletionResultType]::ParameterName, 'Milliseconds for which a request may wait for others')
            [CompletionResult]::new('--env-manager', '--env-manager', [CompletionResultType]::ParameterName, 'What builds the model''s environment; `virtualenv` by default')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colours: auto, always or never')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (`-h` is the host, as in MLflow)')
            [CompletionResult]::new('--request-log', '--request-log', [CompletionResultType]::ParameterName, 'Say of each request how it was answered, on stderr')
            [CompletionResult]::new('--no-fork', '--no-fork', [CompletionResultType]::ParameterName, 'Let each worker load the model by itself')
            [CompletionResult]::new('--enable-mlserver', '--enable-mlserver', [CompletionResultType]::ParameterName, 'Serve by MLServer, which this program does without: it speaks the same protocol')
            [CompletionResult]::new('--no-conda', '--no-conda', [CompletionResultType]::ParameterName, 'Take the Python on the PATH, as `--env-manager local` does')
            [CompletionResult]::new('--install-mlflow', '--install-mlflow', [CompletionResultType]::ParameterName, 'Add MLflow to the environment, of the release that logged the model')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say errors and warnings alone')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more: the store, and what happens on the way')
            break
        }
        'mlflow;models;predict' {
            [CompletionResult]::new('-m', '-m', [CompletionResultType]::ParameterName, 'The model: `runs:/ID/model`, `models:/fraud@champion`, `models:/fraud/3`, a folder, a cloud')
            [CompletionResult]::new('--model-uri', '--model-uri', [CompletionResultType]::ParameterName, 'The model: `runs:/ID/model`, `models:/fraud@champion`, `models:/fraud/3`, a folder, a cloud')
            [CompletionResult]::new('-i', '-i', [CompletionResultType]::ParameterName, 'File with the input; stdin by default')
            [CompletionResult]::new('--input-path', '--input-path', [CompletionResultType]::ParameterName, 'File with the input; stdin by default')
            [CompletionResult]::new('-o', '-o', [CompletionResultType]::ParameterName, 'File for the predictions, as JSON; stdout by default')
            [CompletionResult]::new('--output-path', '--output-path', [CompletionResultType]::ParameterName, 'File for the predictions, as JSON; stdout by default')
            [CompletionResult]::new('-t', '-t', [CompletionResultType]::ParameterName, 'What the input is')
            [CompletionResult]::new('--content-type', '--content-type', [CompletionResultType]::ParameterName, 'What the input is')
            [CompletionResult]::new('-j', '-j', [CompletionResultType]::ParameterName, 'Form of JSON, for models of MLflow before 2: `split`, `records`, …')
            [CompletionResult]::new('--json-format', '--json-format', [CompletionResultType]::ParameterName, 'Form of JSON, for models of MLflow before 2: `split`, `records`, …')
            [CompletionResult]::new('-r', '-r', [CompletionResultType]::ParameterName, 'Packages that go before those of the model, such as ''pandas==2.2,scipy''; may be repeated')
            [CompletionResult]::new('--pip-requirements-override', '--pip-requirements-override', [CompletionResultType]::ParameterName, 'Packages that go before those of the model, such as ''pandas==2.2,scipy''; may be repeated')
            [CompletionResult]::new('--env', '--env', [CompletionResultType]::ParameterName, 'Variable of the model''s environment, as name=value; may be repeated')
            [CompletionResult]::new('--env-manager', '--env-manager', [CompletionResultType]::ParameterName, 'What builds the model''s environment; `virtualenv` by default')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colours: auto, always or never')
            [CompletionResult]::new('--no-conda', '--no-conda', [CompletionResultType]::ParameterName, 'Take the Python on the PATH, as `--env-manager local` does')
            [CompletionResult]::new('--install-mlflow', '--install-mlflow', [CompletionResultType]::ParameterName, 'Add MLflow to the environment, of the release that logged the model')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say errors and warnings alone')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more: the store, and what happens on the way')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'mlflow;models;prepare-env' {
            [CompletionResult]::new('-m', '-m', [CompletionResultType]::ParameterName, 'The model: `runs:/ID/model`, `models:/fraud@champion`, `models:/fraud/3`, a folder, a cloud')
            [CompletionResult]::new('--model-uri', '--model-uri', [CompletionResultType]::ParameterName, 'The model: `runs:/ID/model`, `models:/fraud@champion`, `models:/fraud/3`, a folder, a cloud')
            [CompletionResult]::new('--env-manager', '--env-manager', [CompletionResultType]::ParameterName, 'What builds the model''s environment; `virtualenv` by default')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colours: auto, always or never')
            [CompletionResult]::new('--no-conda', '--no-conda', [CompletionResultType]::ParameterName, 'Take the Python on the PATH, as `--env-manager local` does')
            [CompletionResult]::new('--install-mlflow', '--install-mlflow', [CompletionResultType]::ParameterName, 'Add MLflow to the environment, of the release that logged the model')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say errors and warnings alone')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more: the store, and what happens on the way')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'mlflow;models;generate-dockerfile' {
            [CompletionResult]::new('-m', '-m', [CompletionResultType]::ParameterName, 'The model: `runs:/ID/model`, `models:/fraud@champion`, a folder, a cloud; without one, the image serves what is mounted at `/opt/ml/model`')
            [CompletionResult]::new('--model-uri', '--model-uri', [CompletionResultType]::ParameterName, 'The model: `runs:/ID/model`, `models:/fraud@champion`, a folder, a cloud; without one, the image serves what is mounted at `/opt/ml/model`')
            [CompletionResult]::new('--env-manager', '--env-manager', [CompletionResultType]::ParameterName, '`virtualenv`, `uv` and `local` mean the same in an image: pip makes the environment')
            [CompletionResult]::new('--mlflow-home', '--mlflow-home', [CompletionResultType]::ParameterName, 'Folder with MLflow''s own source, which is not supported')
            [CompletionResult]::new('--install-java', '--install-java', [CompletionResultType]::ParameterName, 'Install Java, which is not supported')
            [CompletionResult]::new('-d', '-d', [CompletionResultType]::ParameterName, 'Folder to write')
            [CompletionResult]::new('--output-directory', '--output-directory', [CompletionResultType]::ParameterName, 'Folder to write')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colours: auto, always or never')
            [CompletionResult]::new('--install-mlflow', '--install-mlflow', [CompletionResultType]::ParameterName, 'Add MLflow to the environment, of the release that logged the model')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say errors and warnings alone')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more: the store, and what happens on the way')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'mlflow;models;build-docker' {
            [CompletionResult]::new('-m', '-m', [CompletionResultType]::ParameterName, 'The model: `runs:/ID/model`, `models:/fraud@champion`, a folder, a cloud; without one, the image serves what is mounted at `/opt/ml/model`')
            [CompletionResult]::new('--model-uri', '--model-uri', [CompletionResultType]::ParameterName, 'The model: `runs:/ID/model`, `models:/fraud@champion`, a folder, a cloud; without one, the image serves what is mounted at `/opt/ml/model`')
            [CompletionResult]::new('--env-manager', '--env-manager', [CompletionResultType]::ParameterName, '`virtualenv`, `uv` and `local` mean the same in an image: pip makes the environment')
            [CompletionResult]::new('--mlflow-home', '--mlflow-home', [CompletionResultType]::ParameterName, 'Folder with MLflow''s own source, which is not supported')
            [CompletionResult]::new('--install-java', '--install-java', [CompletionResultType]::ParameterName, 'Install Java, which is not supported')
            [CompletionResult]::new('-n', '-n', [CompletionResultType]::ParameterName, 'Name of the image')
            [CompletionResult]::new('--name', '--name', [CompletionResultType]::ParameterName, 'Name of the image')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colours: auto, always or never')
            [CompletionResult]::new('--install-mlflow', '--install-mlflow', [CompletionResultType]::ParameterName, 'Add MLflow to the environment, of the release that logged the model')
            [CompletionResult]::new('--enable-mlserver', '--enable-mlserver', [CompletionResultType]::ParameterName, 'Serve by MLServer, which this program does without: it speaks the same protocol')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say errors and warnings alone')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more: the store, and what happens on the way')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'mlflow;models;update-pip-requirements' {
            [CompletionResult]::new('-m', '-m', [CompletionResultType]::ParameterName, 'The model: `runs:/ID/model`, `models:/m-…`, a folder, a cloud')
            [CompletionResult]::new('--model-uri', '--model-uri', [CompletionResultType]::ParameterName, 'The model: `runs:/ID/model`, `models:/m-…`, a folder, a cloud')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colours: auto, always or never')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say errors and warnings alone')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more: the store, and what happens on the way')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'mlflow;models;help' {
            [CompletionResult]::new('list', 'list', [CompletionResultType]::ParameterValue, 'List registered models')
            [CompletionResult]::new('search', 'search', [CompletionResultType]::ParameterValue, 'Find registered models; the same as `list`')
            [CompletionResult]::new('get', 'get', [CompletionResultType]::ParameterValue, 'Show a registered model or one of its versions')
            [CompletionResult]::new('create', 'create', [CompletionResultType]::ParameterValue, 'Create a registered model without versions')
            [CompletionResult]::new('register', 'register', [CompletionResultType]::ParameterValue, 'Register a model as a new version, and print its number')
            [CompletionResult]::new('update', 'update', [CompletionResultType]::ParameterValue, 'Change the description of a registered model')
            [CompletionResult]::new('rename', 'rename', [CompletionResultType]::ParameterValue, 'Give a registered model another name')
            [CompletionResult]::new('delete', 'delete', [CompletionResultType]::ParameterValue, 'Delete a registered model with all its versions; the files that they name stay')
            [CompletionResult]::new('versions', 'versions', [CompletionResultType]::ParameterValue, 'List, show and change versions of registered models')
            [CompletionResult]::new('transition', 'transition', [CompletionResultType]::ParameterValue, 'Move a version to a stage')
            [CompletionResult]::new('alias', 'alias', [CompletionResultType]::ParameterValue, 'Set and delete the aliases of versions')
            [CompletionResult]::new('tag', 'tag', [CompletionResultType]::ParameterValue, 'Set and delete tags of registered models and versions')
            [CompletionResult]::new('download', 'download', [CompletionResultType]::ParameterValue, 'Download the files of a version, and print where they lie')
            [CompletionResult]::new('copy', 'copy', [CompletionResultType]::ParameterValue, 'Register a version under another name, and print the number that it has there')
            [CompletionResult]::new('serve', 'serve', [CompletionResultType]::ParameterValue, 'Serve a model over HTTP')
            [CompletionResult]::new('predict', 'predict', [CompletionResultType]::ParameterValue, 'Let a model predict from a file, without a server')
            [CompletionResult]::new('prepare-env', 'prepare-env', [CompletionResultType]::ParameterValue, 'Build the environment of a model, so that it is there when the model is served')
            [CompletionResult]::new('generate-dockerfile', 'generate-dockerfile', [CompletionResultType]::ParameterValue, 'Write a folder of which an image that serves a model is built')
            [CompletionResult]::new('build-docker', 'build-docker', [CompletionResultType]::ParameterValue, 'Build an image that serves a model, with docker or podman')
            [CompletionResult]::new('update-pip-requirements', 'update-pip-requirements', [CompletionResultType]::ParameterValue, 'Add packages to the requirements of a model, or remove them')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'mlflow;models;help;list' {
            break
        }
        'mlflow;models;help;search' {
            break
        }
        'mlflow;models;help;get' {
            break
        }
        'mlflow;models;help;create' {
            break
        }
        'mlflow;models;help;register' {
            break
        }
        'mlflow;models;help;update' {
            break
        }
        'mlflow;models;help;rename' {
            break
        }
        'mlflow;models;help;delete' {
            break
        }
        'mlflow;models;help;versions' {
            [CompletionResult]::new('list', 'list', [CompletionResultType]::ParameterValue, 'List versions, the last changed first')
            [CompletionResult]::new('get', 'get', [CompletionResultType]::ParameterValue, 'Show a version')
            [CompletionResult]::new('update', 'update', [CompletionResultType]::ParameterValue, 'Change the description of a version')
            [CompletionResult]::new('delete', 'delete', [CompletionResultType]::ParameterValue, 'Delete a version; the files that it names stay')
            [CompletionResult]::new('transition', 'transition', [CompletionResultType]::ParameterValue, 'Move a version to a stage')
            break
        }
        'mlflow;models;help;versions;list' {
            break
        }
        'mlflow;models;help;versions;get' {
            break
        }
        'mlflow;models;help;versions;update' {
            break
        }
        'mlflow;models;help;versions;delete' {
            break
        }
        'mlflow;models;help;versions;transition' {
            break
        }
        'mlflow;models;help;transition' {
            break
        }
        'mlflow;models;help;alias' {
            [CompletionResult]::new('set', 'set', [CompletionResultType]::ParameterValue, 'Let an alias stand for a version, and for no other any more')
            [CompletionResult]::new('delete', 'delete', [CompletionResultType]::ParameterValue, 'Delete an alias')
            break
        }
        'mlflow;models;help;alias;set' {
            break
        }
        'mlflow;models;help;alias;delete' {
            break
        }
        'mlflow;models;help;tag' {
            [CompletionResult]::new('set', 'set', [CompletionResultType]::ParameterValue, 'Set a tag')
            [CompletionResult]::new('delete', 'delete', [CompletionResultType]::ParameterValue, 'Delete a tag')
            break
        }
        'mlflow;models;help;tag;set' {
            break
        }
        'mlflow;models;help;tag;delete' {
            break
        }
        'mlflow;models;help;download' {
            break
        }
        'mlflow;models;help;copy' {
            break
        }
        'mlflow;models;help;serve' {
            break
        }
        'mlflow;models;help;predict' {
            break
        }
        'mlflow;models;help;prepare-env' {
            break
        }
        'mlflow;models;help;generate-dockerfile' {
            break
        }
        'mlflow;models;help;build-docker' {
            break
        }
        'mlflow;models;help;update-pip-requirements' {
            break
        }
        'mlflow;models;help;help' {
            break
        }
        'mlflow;deployments' {
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colours: auto, always or never')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say errors and warnings alone')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more: the store, and what happens on the way')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('run-local', 'run-local', [CompletionResultType]::ParameterValue, 'Serve a model on this machine; the same server as `mlflow models serve`')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'mlflow;deployments;run-local' {
            [CompletionResult]::new('-t', '-t', [CompletionResultType]::ParameterName, 'Target: `local`, the only one here')
            [CompletionResult]::new('--target', '--target', [CompletionResultType]::ParameterName, 'Target: `local`, the only one here')
            [CompletionResult]::new('--name', '--name', [CompletionResultType]::ParameterName, 'Name of the deployment, and of the model in the Open Inference protocol')
            [CompletionResult]::new('-m', '-m', [CompletionResultType]::ParameterName, 'The model, as `mlflow models serve` takes it')
            [CompletionResult]::new('--model-uri', '--model-uri', [CompletionResultType]::ParameterName, 'The model, as `mlflow models serve` takes it')
            [CompletionResult]::new('-f', '-f', [CompletionResultType]::ParameterName, 'Flavour: `python_function`, the only one that is served')
            [CompletionResult]::new('--flavor', '--flavor', [CompletionResultType]::ParameterName, 'Flavour: `python_function`, the only one that is served')
            [CompletionResult]::new('-C', '-C ', [CompletionResultType]::ParameterName, 'Flag of `mlflow models serve`, as name=value: `port=8000`, `workers=2`; may be repeated')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Flag of `mlflow models serve`, as name=value: `port=8000`, `workers=2`; may be repeated')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colours: auto, always or never')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say errors and warnings alone')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more: the store, and what happens on the way')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            break
        }
        'mlflow;deployments;help' {
            [CompletionResult]::new('run-local', 'run-local', [CompletionResultType]::ParameterValue, 'Serve a model on this machine; the same server as `mlflow models serve`')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'mlflow;deployments;help;run-local' {
            break
        }
        'mlflow;deployments;help;help' {
            break
        }
        'mlflow;webhooks' {
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colours: auto, always or never')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say errors and warnings alone')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more: the store, and what happens on the way')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('list', 'list', [CompletionResultType]::ParameterValue, 'List webhooks, the newest first')
            [CompletionResult]::new('get', 'get', [CompletionResultType]::ParameterValue, 'Show a webhook; its secret is never shown')
            [CompletionResult]::new('create', 'create', [CompletionResultType]::ParameterValue, 'Create a webhook, and print its id')
            [CompletionResult]::new('update', 'update', [CompletionResultType]::ParameterValue, 'Change a webhook; what is not named stays as it is')
            [CompletionResult]::new('delete', 'delete', [CompletionResultType]::ParameterValue, 'Delete a webhook')
            [CompletionResult]::new('test', 'test', [CompletionResultType]::ParameterValue, 'Send a webhook an example; exit with 3 if it does not take it')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'mlflow;webhooks;list' {
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'Print the result as table, json, jsonl or csv [default: as MLflow does]')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colours: auto, always or never')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'The same as `--output json`')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say errors and warnings alone')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more: the store, and what happens on the way')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            break
        }
        'mlflow;webhooks;get' {
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'Print the result as table, json, jsonl or csv [default: as MLflow does]')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colours: auto, always or never')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'The same as `--output json`')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say errors and warnings alone')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more: the store, and what happens on the way')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            break
        }
        'mlflow;webhooks;create' {
            [CompletionResult]::new('--url', '--url', [CompletionResultType]::ParameterName, 'Address to which deliveries are sent')
            [CompletionResult]::new('--event', '--event', [CompletionResultType]::ParameterName, 'What it hears of, such as model_version.created; may be repeated, or a list with commas')
            [CompletionResult]::new('-d', '-d', [CompletionResultType]::ParameterName, 'What it is for')
            [CompletionResult]::new('--description', '--description', [CompletionResultType]::ParameterName, 'What it is for')
            [CompletionResult]::new('--status', '--status', [CompletionResultType]::ParameterName, 'Whether it hears anything')
            [CompletionResult]::new('--secret-env', '--secret-env', [CompletionResultType]::ParameterName, 'Environment variable that holds the secret, which signs the deliveries')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'Print the result as table, json, jsonl or csv [default: as MLflow does]')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colours: auto, always or never')
            [CompletionResult]::new('--secret-stdin', '--secret-stdin', [CompletionResultType]::ParameterName, 'Read the secret from stdin, up to its end; the end of the last line is not part of it')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'The same as `--output json`')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say errors and warnings alone')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more: the store, and what happens on the way')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            break
        }
        'mlflow;webhooks;update' {
            [CompletionResult]::new('--name', '--name', [CompletionResultType]::ParameterName, 'New name')
            [CompletionResult]::new('--url', '--url', [CompletionResultType]::ParameterName, 'New address')
            [CompletionResult]::new('--event', '--event', [CompletionResultType]::ParameterName, 'What it hears of from now on; may be repeated, or a list with commas')
            [CompletionResult]::new('-d', '-d', [CompletionResultType]::ParameterName, 'What it is for')
            [CompletionResult]::new('--description', '--description', [CompletionResultType]::ParameterName, 'What it is for')
            [CompletionResult]::new('--status', '--status', [CompletionResultType]::ParameterName, 'Whether it hears anything')
            [CompletionResult]::new('--secret-env', '--secret-env', [CompletionResultType]::ParameterName, 'Environment variable that holds the secret, which signs the deliveries')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'Print the result as table, json, jsonl or csv [default: as MLflow does]')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colours: auto, always or never')
            [CompletionResult]::new('--secret-stdin', '--secret-stdin', [CompletionResultType]::ParameterName, 'Read the secret from stdin, up to its end; the end of the last line is not part of it')
            [CompletionResult]::new('--no-secret', '--no-secret', [CompletionResultType]::ParameterName, 'Sign deliveries no more')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'The same as `--output json`')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say errors and warnings alone')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more: the store, and what happens on the way')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            break
        }
        'mlflow;webhooks;delete' {
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'Print the result as table, json, jsonl or csv [default: as MLflow does]')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colours: auto, always or never')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'The same as `--output json`')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say errors and warnings alone')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more: the store, and what happens on the way')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            break
        }
        'mlflow;webhooks;test' {
            [CompletionResult]::new('--event', '--event', [CompletionResultType]::ParameterName, 'What the example tells of [default: the first event that the webhook hears of]')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'Print the result as table, json, jsonl or csv [default: as MLflow does]')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colours: auto, always or never')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'The same as `--output json`')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say errors and warnings alone')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more: the store, and what happens on the way')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            break
        }
        'mlflow;webhooks;help' {
            [CompletionResult]::new('list', 'list', [CompletionResultType]::ParameterValue, 'List webhooks, the newest first')
            [CompletionResult]::new('get', 'get', [CompletionResultType]::ParameterValue, 'Show a webhook; its secret is never shown')
            [CompletionResult]::new('create', 'create', [CompletionResultType]::ParameterValue, 'Create a webhook, and print its id')
            [CompletionResult]::new('update', 'update', [CompletionResultType]::ParameterValue, 'Change a webhook; what is not named stays as it is')
            [CompletionResult]::new('delete', 'delete', [CompletionResultType]::ParameterValue, 'Delete a webhook')
            [CompletionResult]::new('test', 'test', [CompletionResultType]::ParameterValue, 'Send a webhook an example; exit with 3 if it does not take it')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'mlflow;webhooks;help;list' {
            break
        }
        'mlflow;webhooks;help;get' {
            break
        }
        'mlflow;webhooks;help;create' {
            break
        }
        'mlflow;webhooks;help;update' {
            break
        }
        'mlflow;webhooks;help;delete' {
            break
        }
        'mlflow;webhooks;help;test' {
            break
        }
        'mlflow;webhooks;help;help' {
            break
        }
        'mlflow;users' {
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colours: auto, always or never')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say errors and warnings alone')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more: the store, and what happens on the way')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('create', 'create', [CompletionResultType]::ParameterValue, 'Add a user')
            [CompletionResult]::new('list', 'list', [CompletionResultType]::ParameterValue, 'List users')
            [CompletionResult]::new('delete', 'delete', [CompletionResultType]::ParameterValue, 'Delete a user, with the permissions and tokens that the user has')
            [CompletionResult]::new('update-password', 'update-password', [CompletionResultType]::ParameterValue, 'Give a user another password')
            [CompletionResult]::new('update-admin', 'update-admin', [CompletionResultType]::ParameterValue, 'Make a user an administrator, or take that away')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'mlflow;users;create' {
            [CompletionResult]::new('--password-env', '--password-env', [CompletionResultType]::ParameterName, 'Environment variable that holds the password')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'Print the result as table, json, jsonl or csv [default: as MLflow does]')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colours: auto, always or never')
            [CompletionResult]::new('--admin', '--admin', [CompletionResultType]::ParameterName, 'Make the user an administrator')
            [CompletionResult]::new('--password-stdin', '--password-stdin', [CompletionResultType]::ParameterName, 'Read the password from stdin, up to its end; the end of the last line is not part of it')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'The same as `--output json`')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say errors and warnings alone')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more: the store, and what happens on the way')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'mlflow;users;list' {
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'Print the result as table, json, jsonl or csv [default: as MLflow does]')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colours: auto, always or never')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'The same as `--output json`')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say errors and warnings alone')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more: the store, and what happens on the way')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            break
        }
        'mlflow;users;delete' {
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'Print the result as table, json, jsonl or csv [default: as MLflow does]')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colours: auto, always or never')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'The same as `--output json`')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say errors and warnings alone')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more: the store, and what happens on the way')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            break
        }
        'mlflow;users;update-password' {
            [CompletionResult]::new('--password-env', '--password-env', [CompletionResultType]::ParameterName, 'Environment variable that holds the password')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'Print the result as table, json, jsonl or csv [default: as MLflow does]')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colours: auto, always or never')
            [CompletionResult]::new('--password-stdin', '--password-stdin', [CompletionResultType]::ParameterName, 'Read the password from stdin, up to its end; the end of the last line is not part of it')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'The same as `--output json`')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say errors and warnings alone')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more: the store, and what happens on the way')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'mlflow;users;update-admin' {
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'Print the result as table, json, jsonl or csv [default: as MLflow does]')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colours: auto, always or never')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'The same as `--output json`')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say errors and warnings alone')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more: the store, and what happens on the way')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            break
        }
        'mlflow;users;help' {
            [CompletionResult]::new('create', 'create', [CompletionResultType]::ParameterValue, 'Add a user')
            [CompletionResult]::new('list', 'list', [CompletionResultType]::ParameterValue, 'List users')
            [CompletionResult]::new('delete', 'delete', [CompletionResultType]::ParameterValue, 'Delete a user, with the permissions and tokens that the user has')
            [CompletionResult]::new('update-password', 'update-password', [CompletionResultType]::ParameterValue, 'Give a user another password')
            [CompletionResult]::new('update-admin', 'update-admin', [CompletionResultType]::ParameterValue, 'Make a user an administrator, or take that away')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'mlflow;users;help;create' {
            break
        }
        'mlflow;users;help;list' {
            break
        }
        'mlflow;users;help;delete' {
            break
        }
        'mlflow;users;help;update-password' {
            break
        }
        'mlflow;users;help;update-admin' {
            break
        }
        'mlflow;users;help;help' {
            break
        }
        'mlflow;permissions' {
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colours: auto, always or never')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say errors and warnings alone')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more: the store, and what happens on the way')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('grant', 'grant', [CompletionResultType]::ParameterValue, 'Give a user a permission on a resource')
            [CompletionResult]::new('revoke', 'revoke', [CompletionResultType]::ParameterValue, 'Take a permission on a resource from a user')
            [CompletionResult]::new('list', 'list', [CompletionResultType]::ParameterValue, 'List what a user may do, by roles or directly')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'mlflow;permissions;grant' {
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'Print the result as table, json, jsonl or csv [default: as MLflow does]')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colours: auto, always or never')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'The same as `--output json`')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say errors and warnings alone')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more: the store, and what happens on the way')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            break
        }
        'mlflow;permissions;revoke' {
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'Print the result as table, json, jsonl or csv [default: as MLflow does]')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colours: auto, always or never')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'The same as `--output json`')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say errors and warnings alone')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more: the store, and what happens on the way')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            break
        }
        'mlflow;permissions;list' {
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'Print the result as table, json, jsonl or csv [default: as MLflow does]')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colours: auto, always or never')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'The same as `--output json`')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say errors and warnings alone')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more: the store, and what happens on the way')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            break
        }
        'mlflow;permissions;help' {
            [CompletionResult]::new('grant', 'grant', [CompletionResultType]::ParameterValue, 'Give a user a permission on a resource')
            [CompletionResult]::new('revoke', 'revoke', [CompletionResultType]::ParameterValue, 'Take a permission on a resource from a user')
            [CompletionResult]::new('list', 'list', [CompletionResultType]::ParameterValue, 'List what a user may do, by roles or directly')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'mlflow;permissions;help;grant' {
            break
        }
        'mlflow;permissions;help;revoke' {
            break
        }
        'mlflow;permissions;help;list' {
            break
        }
        'mlflow;permissions;help;help' {
            break
        }
        'mlflow;roles' {
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colours: auto, always or never')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say errors and warnings alone')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more: the store, and what happens on the way')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('create', 'create', [CompletionResultType]::ParameterValue, 'Add a role, and print its id')
            [CompletionResult]::new('list', 'list', [CompletionResultType]::ParameterValue, 'List roles with what they permit')
            [CompletionResult]::new('delete', 'delete', [CompletionResultType]::ParameterValue, 'Delete a role, and take it from all users')
            [CompletionResult]::new('grant', 'grant', [CompletionResultType]::ParameterValue, 'Give a role a permission, and print its id')
            [CompletionResult]::new('revoke', 'revoke', [CompletionResultType]::ParameterValue, 'Take a permission from its role')
            [CompletionResult]::new('assign', 'assign', [CompletionResultType]::ParameterValue, 'Give a user a role')
            [CompletionResult]::new('unassign', 'unassign', [CompletionResultType]::ParameterValue, 'Take a role from a user')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'mlflow;roles;create' {
            [CompletionResult]::new('-d', '-d', [CompletionResultType]::ParameterName, 'What it is for')
            [CompletionResult]::new('--description', '--description', [CompletionResultType]::ParameterName, 'What it is for')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'Print the result as table, json, jsonl or csv [default: as MLflow does]')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colours: auto, always or never')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'The same as `--output json`')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say errors and warnings alone')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more: the store, and what happens on the way')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            break
        }
        'mlflow;roles;list' {
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'Print the result as table, json, jsonl or csv [default: as MLflow does]')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colours: auto, always or never')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'The same as `--output json`')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say errors and warnings alone')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more: the store, and what happens on the way')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            break
        }
        'mlflow;roles;delete' {
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'Print the result as table, json, jsonl or csv [default: as MLflow does]')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colours: auto, always or never')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'The same as `--output json`')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say errors and warnings alone')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more: the store, and what happens on the way')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            break
        }
        'mlflow;roles;grant' {
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'Print the result as table, json, jsonl or csv [default: as MLflow does]')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colours: auto, always or never')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'The same as `--output json`')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say errors and warnings alone')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more: the store, and what happens on the way')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            break
        }
        'mlflow;roles;revoke' {
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'Print the result as table, json, jsonl or csv [default: as MLflow does]')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colours: auto, always or never')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'The same as `--output json`')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say errors and warnings alone')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more: the store, and what happens on the way')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            break
        }
        'mlflow;roles;assign' {
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'Print the result as table, json, jsonl or csv [default: as MLflow does]')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colours: auto, always or never')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'The same as `--output json`')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say errors and warnings alone')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more: the store, and what happens on the way')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            break
        }
        'mlflow;roles;unassign' {
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'Print the result as table, json, jsonl or csv [default: as MLflow does]')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colours: auto, always or never')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'The same as `--output json`')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say errors and warnings alone')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more: the store, and what happens on the way')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            break
        }
        'mlflow;roles;help' {
            [CompletionResult]::new('create', 'create', [CompletionResultType]::ParameterValue, 'Add a role, and print its id')
            [CompletionResult]::new('list', 'list', [CompletionResultType]::ParameterValue, 'List roles with what they permit')
            [CompletionResult]::new('delete', 'delete', [CompletionResultType]::ParameterValue, 'Delete a role, and take it from all users')
            [CompletionResult]::new('grant', 'grant', [CompletionResultType]::ParameterValue, 'Give a role a permission, and print its id')
            [CompletionResult]::new('revoke', 'revoke', [CompletionResultType]::ParameterValue, 'Take a permission from its role')
            [CompletionResult]::new('assign', 'assign', [CompletionResultType]::ParameterValue, 'Give a user a role')
            [CompletionResult]::new('unassign', 'unassign', [CompletionResultType]::ParameterValue, 'Take a role from a user')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'mlflow;roles;help;create' {
            break
        }
        'mlflow;roles;help;list' {
            break
        }
        'mlflow;roles;help;delete' {
            break
        }
        'mlflow;roles;help;grant' {
            break
        }
        'mlflow;roles;help;revoke' {
            break
        }
        'mlflow;roles;help;assign' {
            break
        }
        'mlflow;roles;help;unassign' {
            break
        }
        'mlflow;roles;help;help' {
            break
        }
        'mlflow;tokens' {
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colours: auto, always or never')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say errors and warnings alone')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more: the store, and what happens on the way')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('create', 'create', [CompletionResultType]::ParameterValue, 'Make an access token, and print it: it is not shown again')
            [CompletionResult]::new('list', 'list', [CompletionResultType]::ParameterValue, 'List your access tokens, the oldest first')
            [CompletionResult]::new('revoke', 'revoke', [CompletionResultType]::ParameterValue, 'End an access token')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'mlflow;tokens;create' {
            [CompletionResult]::new('--scope', '--scope', [CompletionResultType]::ParameterName, 'What it allows, of what you may do')
            [CompletionResult]::new('--expires', '--expires', [CompletionResultType]::ParameterName, 'After how long it is void, such as 90d or 12h [default: never]')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'Print the result as table, json, jsonl or csv [default: as MLflow does]')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colours: auto, always or never')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'The same as `--output json`')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say errors and warnings alone')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more: the store, and what happens on the way')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'mlflow;tokens;list' {
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'Print the result as table, json, jsonl or csv [default: as MLflow does]')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colours: auto, always or never')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'The same as `--output json`')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say errors and warnings alone')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more: the store, and what happens on the way')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            break
        }
        'mlflow;tokens;revoke' {
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'Print the result as table, json, jsonl or csv [default: as MLflow does]')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colours: auto, always or never')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'The same as `--output json`')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say errors and warnings alone')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more: the store, and what happens on the way')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            break
        }
        'mlflow;tokens;help' {
            [CompletionResult]::new('create', 'create', [CompletionResultType]::ParameterValue, 'Make an access token, and print it: it is not shown again')
            [CompletionResult]::new('list', 'list', [CompletionResultType]::ParameterValue, 'List your access tokens, the oldest first')
            [CompletionResult]::new('revoke', 'revoke', [CompletionResultType]::ParameterValue, 'End an access token')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'mlflow;tokens;help;create' {
            break
        }
        'mlflow;tokens;help;list' {
            break
        }
        'mlflow;tokens;help;revoke' {
            break
        }
        'mlflow;tokens;help;help' {
            break
        }
        'mlflow;login' {
            [CompletionResult]::new('-u', '-u', [CompletionResultType]::ParameterName, 'Name of the user, to log in by a password and without a browser')
            [CompletionResult]::new('--username', '--username', [CompletionResultType]::ParameterName, 'Name of the user, to log in by a password and without a browser')
            [CompletionResult]::new('--password-env', '--password-env', [CompletionResultType]::ParameterName, 'Environment variable that holds the password')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colours: auto, always or never')
            [CompletionResult]::new('--password-stdin', '--password-stdin', [CompletionResultType]::ParameterName, 'Read the password from stdin, up to its end; the end of the last line is not part of it')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say errors and warnings alone')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more: the store, and what happens on the way')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'mlflow;logout' {
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colours: auto, always or never')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say errors and warnings alone')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more: the store, and what happens on the way')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            break
        }
        'mlflow;whoami' {
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'Print the result as table, json, jsonl or csv [default: as MLflow does]')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colours: auto, always or never')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'The same as `--output json`')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say errors and warnings alone')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more: the store, and what happens on the way')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            break
        }
        'mlflow;db' {
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colours: auto, always or never')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say errors and warnings alone')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more: the store, and what happens on the way')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('create', 'create', [CompletionResultType]::ParameterValue, 'Make a database with the schema of any release of MLflow since 1.0')
            [CompletionResult]::new('upgrade', 'upgrade', [CompletionResultType]::ParameterValue, 'Bring a database of MLflow 1.0 or later to the schema of a later release')
            [CompletionResult]::new('backup', 'backup', [CompletionResultType]::ParameterValue, 'Copy an SQLite database as it is at this moment, while others go on writing')
            [CompletionResult]::new('status', 'status', [CompletionResultType]::ParameterValue, 'Show which MLflow a database belongs to, what an upgrade would do, and whether it is whole')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'mlflow;db;create' {
            [CompletionResult]::new('--schema', '--schema', [CompletionResultType]::ParameterName, 'The schema: a release such as 3.17 or 2.9.2, or an Alembic revision; the newest that is known if not given')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colours: auto, always or never')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say errors and warnings alone')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more: the store, and what happens on the way')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'mlflow;db;upgrade' {
            [CompletionResult]::new('--to', '--to', [CompletionResultType]::ParameterName, 'The schema to bring it to: a release such as 3.17, or an Alembic revision; the newest that is known if not given')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'Print the result as table, json, jsonl or csv [default: as MLflow does]')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colours: auto, always or never')
            [CompletionResult]::new('--no-backup', '--no-backup', [CompletionResultType]::ParameterName, 'Keep no copy of the SQLite database as it was')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'The same as `--output json`')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say errors and warnings alone')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more: the store, and what happens on the way')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'mlflow;db;backup' {
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colours: auto, always or never')
            [CompletionResult]::new('--overwrite', '--overwrite', [CompletionResultType]::ParameterName, 'Replace the file if it already exists')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say errors and warnings alone')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more: the store, and what happens on the way')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'mlflow;db;status' {
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'Print the result as table, json, jsonl or csv [default: as MLflow does]')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colours: auto, always or never')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'The same as `--output json`')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say errors and warnings alone')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more: the store, and what happens on the way')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'mlflow;db;help' {
            [CompletionResult]::new('create', 'create', [CompletionResultType]::ParameterValue, 'Make a database with the schema of any release of MLflow since 1.0')
            [CompletionResult]::new('upgrade', 'upgrade', [CompletionResultType]::ParameterValue, 'Bring a database of MLflow 1.0 or later to the schema of a later release')
            [CompletionResult]::new('backup', 'backup', [CompletionResultType]::ParameterValue, 'Copy an SQLite database as it is at this moment, while others go on writing')
            [CompletionResult]::new('status', 'status', [CompletionResultType]::ParameterValue, 'Show which MLflow a database belongs to, what an upgrade would do, and whether it is whole')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'mlflow;db;help;create' {
            break
        }
        'mlflow;db;help;upgrade' {
            break
        }
        'mlflow;db;help;backup' {
            break
        }
        'mlflow;db;help;status' {
            break
        }
        'mlflow;db;help;help' {
            break
        }
        'mlflow;run' {
            [CompletionResult]::new('-e', '-e', [CompletionResultType]::ParameterName, 'Entry point, or a script of the project such as `train.py`')
            [CompletionResult]::new('--entry-point', '--entry-point', [CompletionResultType]::ParameterName, 'Entry point, or a script of the project such as `train.py`')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Version of a project in a git repository: a branch, tag or commit')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Version of a project in a git repository: a branch, tag or commit')
            [CompletionResult]::new('-P', '-P ', [CompletionResultType]::ParameterName, 'Parameter, as name=value, or name alone for a flag; may be repeated')
            [CompletionResult]::new('--param-list', '--param-list', [CompletionResultType]::ParameterName, 'Parameter, as name=value, or name alone for a flag; may be repeated')
            [CompletionResult]::new('-A', '-A ', [CompletionResultType]::ParameterName, 'Argument for `docker run`, as name=value or name; may be repeated')
            [CompletionResult]::new('--docker-args', '--docker-args', [CompletionResultType]::ParameterName, 'Argument for `docker run`, as name=value or name; may be repeated')
            [CompletionResult]::new('--experiment-id', '--experiment-id', [CompletionResultType]::ParameterName, 'ID of the experiment [env: MLFLOW_EXPERIMENT_ID] [default: 0]')
            [CompletionResult]::new('--experiment-name', '--experiment-name', [CompletionResultType]::ParameterName, 'Name of the experiment, created if it is new [env: MLFLOW_EXPERIMENT_NAME]')
            [CompletionResult]::new('-b', '-b', [CompletionResultType]::ParameterName, 'Where the command runs: `local` or `kubernetes`')
            [CompletionResult]::new('--backend', '--backend', [CompletionResultType]::ParameterName, 'Where the command runs: `local` or `kubernetes`')
            [CompletionResult]::new('-c', '-c', [CompletionResultType]::ParameterName, 'Settings of the backend: JSON, or a file whose name ends in `.json`')
            [CompletionResult]::new('--backend-config', '--backend-config', [CompletionResultType]::ParameterName, 'Settings of the backend: JSON, or a file whose name ends in `.json`')
            [CompletionResult]::new('--env-manager', '--env-manager', [CompletionResultType]::ParameterName, 'What builds the project''s environment')
            [CompletionResult]::new('--storage-dir', '--storage-dir', [CompletionResultType]::ParameterName, 'Folder for the artifacts that parameters of type `path` download [env: MLFLOW_TMP_DIR]')
            [CompletionResult]::new('--run-id', '--run-id', [CompletionResultType]::ParameterName, 'A run to continue, instead of starting one: its ID, its name or `@last`')
            [CompletionResult]::new('--run-name', '--run-name', [CompletionResultType]::ParameterName, 'Name of the run; a random one by default')
            [CompletionResult]::new('--run-id-file', '--run-id-file', [CompletionResultType]::ParameterName, 'File to which the run''s ID is written, as soon as there is a run')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'Print the result as table, json, jsonl or csv [default: as MLflow does]')
            [CompletionResult]::new('--tracking', '--tracking', [CompletionResultType]::ParameterName, 'How MLflow clients of any version that the command uses reach a local store')
            [CompletionResult]::new('--retry', '--retry', [CompletionResultType]::ParameterName, 'Repeat a failed run up to N times, each time as a new run')
            [CompletionResult]::new('--timeout', '--timeout', [CompletionResultType]::ParameterName, 'End the run as KILLED after this time, such as 90, 15m or 1h30m')
            [CompletionResult]::new('--sample', '--sample', [CompletionResultType]::ParameterName, 'Try only N of them, chosen at random')
            [CompletionResult]::new('--seed', '--seed', [CompletionResultType]::ParameterName, 'Seed of the choice, to make the same one again')
            [CompletionResult]::new('-j', '-j', [CompletionResultType]::ParameterName, 'How many trials run at the same time')
            [CompletionResult]::new('--jobs', '--jobs', [CompletionResultType]::ParameterName, 'How many trials run at the same time')
            [CompletionResult]::new('--objective', '--objective', [CompletionResultType]::ParameterName, 'Sort the table at the end by a metric: `metrics.loss:min` or `metrics.acc:max`')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colours: auto, always or never')
            [CompletionResult]::new('--help-project', '--help-project', [CompletionResultType]::ParameterName, 'List the project''s entry points and their parameters, and run nothing')
            [CompletionResult]::new('--no-conda', '--no-conda', [CompletionResultType]::ParameterName, 'Take the programs on the PATH, as `--env-manager local` does')
            [CompletionResult]::new('--build-image', '--build-image', [CompletionResultType]::ParameterName, 'Build a new image with the project''s files, for a project with a `docker_env`')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'The same as `--output json`')
            [CompletionResult]::new('--needed', '--needed', [CompletionResultType]::ParameterName, 'Run only if there is no finished run with the same inputs; the last line on stdout is the ID of that run, or of the new one')
            [CompletionResult]::new('--background', '--background', [CompletionResultType]::ParameterName, 'Run in the background, and print the ID of the run; see `mlflow runs wait`')
            [CompletionResult]::new('--grid', '--grid', [CompletionResultType]::ParameterName, 'Try all combinations of the values that commas separate: `-P lr=0.1,0.01 --grid`')
            [CompletionResult]::new('--detached', '--detached', [CompletionResultType]::ParameterName, 'This process carries out a run that another one has started')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say errors and warnings alone')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more: the store, and what happens on the way')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'mlflow;exec' {
            [CompletionResult]::new('--experiment-id', '--experiment-id', [CompletionResultType]::ParameterName, 'ID of the experiment [env: MLFLOW_EXPERIMENT_ID] [default: 0]')
            [CompletionResult]::new('--experiment-name', '--experiment-name', [CompletionResultType]::ParameterName, 'Name of the experiment, created if it is new [env: MLFLOW_EXPERIMENT_NAME]')
            [CompletionResult]::new('--run-id', '--run-id', [CompletionResultType]::ParameterName, 'A run to continue, instead of starting one: its ID, its name or `@last`')
            [CompletionResult]::new('--run-name', '--run-name', [CompletionResultType]::ParameterName, 'Name of the run; a random one by default [env: MLFLOW_RUN_NAME]')
            [CompletionResult]::new('-t', '-t', [CompletionResultType]::ParameterName, 'Tag to set, as key=value; may be repeated')
            [CompletionResult]::new('--tags', '--tags', [CompletionResultType]::ParameterName, 'Tag to set, as key=value; may be repeated')
            [CompletionResult]::new('-P', '-P ', [CompletionResultType]::ParameterName, 'Param to log, as name=value; may be repeated')
            [CompletionResult]::new('--param', '--param', [CompletionResultType]::ParameterName, 'Param to log, as name=value; may be repeated')
            [CompletionResult]::new('--run-id-file', '--run-id-file', [CompletionResultType]::ParameterName, 'File to which the run''s ID is written, as soon as there is a run')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'Print the result as table, json, jsonl or csv [default: as MLflow does]')
            [CompletionResult]::new('--tracking', '--tracking', [CompletionResultType]::ParameterName, 'How MLflow clients of any version that the command uses reach a local store')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colours: auto, always or never')
            [CompletionResult]::new('--no-arguments', '--no-arguments', [CompletionResultType]::ParameterName, 'Record the program''s name alone, and not its arguments')
            [CompletionResult]::new('--no-run', '--no-run', [CompletionResultType]::ParameterName, 'Start no run: the command finds the store and the experiment, and starts its runs itself')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'The same as `--output json`')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say errors and warnings alone')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more: the store, and what happens on the way')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'mlflow;top' {
            [CompletionResult]::new('--silent-after', '--silent-after', [CompletionResultType]::ParameterName, 'Mark runs that have logged nothing for as long as this')
            [CompletionResult]::new('--interval', '--interval', [CompletionResultType]::ParameterName, 'Time between two looks')
            [CompletionResult]::new('-x', '-x', [CompletionResultType]::ParameterName, 'ID of an experiment to look in; may be repeated [env: MLFLOW_EXPERIMENT_ID]')
            [CompletionResult]::new('--experiment-id', '--experiment-id', [CompletionResultType]::ParameterName, 'ID of an experiment to look in; may be repeated [env: MLFLOW_EXPERIMENT_ID]')
            [CompletionResult]::new('--experiment-name', '--experiment-name', [CompletionResultType]::ParameterName, 'Name of an experiment to look in; may be repeated [env: MLFLOW_EXPERIMENT_NAME]')
            [CompletionResult]::new('--experiment', '--experiment', [CompletionResultType]::ParameterName, 'Name or ID of an experiment to look in; may be repeated')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'Print the result as table, json, jsonl or csv [default: as MLflow does]')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colours: auto, always or never')
            [CompletionResult]::new('--once', '--once', [CompletionResultType]::ParameterName, 'Show it once')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'The same as `--output json`')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say errors and warnings alone')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more: the store, and what happens on the way')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'mlflow;gate' {
            [CompletionResult]::new('-r', '-r', [CompletionResultType]::ParameterName, 'The run: its ID, the beginning of it, its name, `@last` or `@best:metrics.KEY` [env: MLFLOW_RUN_ID] [default: the latest]')
            [CompletionResult]::new('--run', '--run', [CompletionResultType]::ParameterName, 'The run: its ID, the beginning of it, its name, `@last` or `@best:metrics.KEY` [env: MLFLOW_RUN_ID] [default: the latest]')
            [CompletionResult]::new('--run-id', '--run-id', [CompletionResultType]::ParameterName, 'The run: its ID, the beginning of it, its name, `@last` or `@best:metrics.KEY` [env: MLFLOW_RUN_ID] [default: the latest]')
            [CompletionResult]::new('--baseline', '--baseline', [CompletionResultType]::ParameterName, 'The run to compare with: an ID, a name, `@best:metrics.KEY`; or a filter, of which the latest finished run is taken: tags.branch=''main''')
            [CompletionResult]::new('--baseline-branch', '--baseline-branch', [CompletionResultType]::ParameterName, 'Compare with the latest finished run of this git branch')
            [CompletionResult]::new('-x', '-x', [CompletionResultType]::ParameterName, 'ID of an experiment to look in; may be repeated [env: MLFLOW_EXPERIMENT_ID]')
            [CompletionResult]::new('--experiment-id', '--experiment-id', [CompletionResultType]::ParameterName, 'ID of an experiment to look in; may be repeated [env: MLFLOW_EXPERIMENT_ID]')
            [CompletionResult]::new('--experiment-name', '--experiment-name', [CompletionResultType]::ParameterName, 'Name of an experiment to look in; may be repeated [env: MLFLOW_EXPERIMENT_NAME]')
            [CompletionResult]::new('--experiment', '--experiment', [CompletionResultType]::ParameterName, 'Name or ID of an experiment to look in; may be repeated')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'Print the result as table, json, jsonl or csv [default: as MLflow does]')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colours: auto, always or never')
            [CompletionResult]::new('--allow-no-baseline', '--allow-no-baseline', [CompletionResultType]::ParameterName, 'Let conditions on a baseline hold where there is none yet')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'The same as `--output json`')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say errors and warnings alone')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more: the store, and what happens on the way')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'mlflow;report' {
            [CompletionResult]::new('--baseline', '--baseline', [CompletionResultType]::ParameterName, 'The run to compare with: an ID, a name, `@best:metrics.KEY`; or a filter, of which the latest finished run is taken: tags.branch=''main''')
            [CompletionResult]::new('--baseline-branch', '--baseline-branch', [CompletionResultType]::ParameterName, 'Compare with the latest finished run of this git branch')
            [CompletionResult]::new('-o', '-o', [CompletionResultType]::ParameterName, 'File to write instead of stdout')
            [CompletionResult]::new('--out', '--out', [CompletionResultType]::ParameterName, 'File to write instead of stdout')
            [CompletionResult]::new('--charts', '--charts', [CompletionResultType]::ParameterName, 'Folder for charts of the metrics as SVG, which the report then shows')
            [CompletionResult]::new('-x', '-x', [CompletionResultType]::ParameterName, 'ID of an experiment to look in; may be repeated [env: MLFLOW_EXPERIMENT_ID]')
            [CompletionResult]::new('--experiment-id', '--experiment-id', [CompletionResultType]::ParameterName, 'ID of an experiment to look in; may be repeated [env: MLFLOW_EXPERIMENT_ID]')
            [CompletionResult]::new('--experiment-name', '--experiment-name', [CompletionResultType]::ParameterName, 'Name of an experiment to look in; may be repeated [env: MLFLOW_EXPERIMENT_NAME]')
            [CompletionResult]::new('--experiment', '--experiment', [CompletionResultType]::ParameterName, 'Name or ID of an experiment to look in; may be repeated')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'Print the result as table, json, jsonl or csv [default: as MLflow does]')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colours: auto, always or never')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'The same as `--output json`')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say errors and warnings alone')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more: the store, and what happens on the way')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'mlflow;env' {
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colours: auto, always or never')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say errors and warnings alone')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more: the store, and what happens on the way')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('list', 'list', [CompletionResultType]::ParameterValue, 'List the environments, the one used last first')
            [CompletionResult]::new('prune', 'prune', [CompletionResultType]::ParameterValue, 'Remove environments that no run has used for a while')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'mlflow;env;list' {
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'Print the result as table, json, jsonl or csv [default: as MLflow does]')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colours: auto, always or never')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'The same as `--output json`')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say errors and warnings alone')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more: the store, and what happens on the way')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            break
        }
        'mlflow;env;prune' {
            [CompletionResult]::new('--older-than', '--older-than', [CompletionResultType]::ParameterName, 'Remove what was not used for as long as this, such as 30d or 12h')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'Print the result as table, json, jsonl or csv [default: as MLflow does]')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colours: auto, always or never')
            [CompletionResult]::new('--all', '--all', [CompletionResultType]::ParameterName, 'Remove all of them')
            [CompletionResult]::new('--dry-run', '--dry-run', [CompletionResultType]::ParameterName, 'Say what would be removed, and remove nothing')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'The same as `--output json`')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say errors and warnings alone')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more: the store, and what happens on the way')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'mlflow;env;help' {
            [CompletionResult]::new('list', 'list', [CompletionResultType]::ParameterValue, 'List the environments, the one used last first')
            [CompletionResult]::new('prune', 'prune', [CompletionResultType]::ParameterValue, 'Remove environments that no run has used for a while')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'mlflow;env;help;list' {
            break
        }
        'mlflow;env;help;prune' {
            break
        }
        'mlflow;env;help;help' {
            break
        }
        'mlflow;gc' {
            [CompletionResult]::new('--older-than', '--older-than', [CompletionResultType]::ParameterName, 'Remove only what was deleted at least this long ago: 30d or 30, 8h, 1d2h3m4s, 1.5d')
            [CompletionResult]::new('--run-ids', '--run-ids', [CompletionResultType]::ParameterName, 'Remove these runs, separated by commas')
            [CompletionResult]::new('--experiment-ids', '--experiment-ids', [CompletionResultType]::ParameterName, 'Remove these experiments with everything in them, separated by commas')
            [CompletionResult]::new('--logged-model-ids', '--logged-model-ids', [CompletionResultType]::ParameterName, 'Remove these logged models, separated by commas')
            [CompletionResult]::new('-f', '-f', [CompletionResultType]::ParameterName, 'Remove only deleted runs that this filter matches, for example: metrics.loss > 1')
            [CompletionResult]::new('--filter', '--filter', [CompletionResultType]::ParameterName, 'Remove only deleted runs that this filter matches, for example: metrics.loss > 1')
            [CompletionResult]::new('--job-ids', '--job-ids', [CompletionResultType]::ParameterName, 'Remove the records of these jobs, if they have ended, separated by commas')
            [CompletionResult]::new('--backend-store-uri', '--backend-store-uri', [CompletionResultType]::ParameterName, 'Store to clean, a folder or an SQLite database; by default that of MLFLOW_TRACKING_URI, or of MLFLOW_BACKEND_STORE_URI where that is a server')
            [CompletionResult]::new('--tracking-uri', '--tracking-uri', [CompletionResultType]::ParameterName, 'Server through which artifacts go (`mlflow-artifacts:`) [env: MLFLOW_TRACKING_URI]')
            [CompletionResult]::new('--artifacts-destination', '--artifacts-destination', [CompletionResultType]::ParameterName, 'Folder in which that server keeps them, to remove them without it [env: MLFLOW_ARTIFACTS_DESTINATION]')
            [CompletionResult]::new('--workspace', '--workspace', [CompletionResultType]::ParameterName, 'Workspace to clean; there is `default` alone [env: MLFLOW_WORKSPACE]')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'Print the result as table, json, jsonl or csv [default: as MLflow does]')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colours: auto, always or never')
            [CompletionResult]::new('--jobs', '--jobs', [CompletionResultType]::ParameterName, 'Remove the records of jobs that have ended as well')
            [CompletionResult]::new('--dry-run', '--dry-run', [CompletionResultType]::ParameterName, 'Say what would be removed, and remove nothing')
            [CompletionResult]::new('-y', '-y', [CompletionResultType]::ParameterName, 'Do not ask for confirmation; without a terminal, it is never asked for')
            [CompletionResult]::new('--yes', '--yes', [CompletionResultType]::ParameterName, 'Do not ask for confirmation; without a terminal, it is never asked for')
            [CompletionResult]::new('--all-workspaces', '--all-workspaces', [CompletionResultType]::ParameterName, 'Clean all workspaces, of which there is one')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'The same as `--output json`')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say errors and warnings alone')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more: the store, and what happens on the way')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'mlflow;sync' {
            [CompletionResult]::new('--experiment', '--experiment', [CompletionResultType]::ParameterName, 'Copy only this experiment, by name or ID; may be given several times')
            [CompletionResult]::new('-f', '-f', [CompletionResultType]::ParameterName, 'Copy only runs that this filter matches, for example: metrics.loss < 1')
            [CompletionResult]::new('--filter', '--filter', [CompletionResultType]::ParameterName, 'Copy only runs that this filter matches, for example: metrics.loss < 1')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Which stages are copied')
            [CompletionResult]::new('--view', '--view', [CompletionResultType]::ParameterName, 'Which stages are copied')
            [CompletionResult]::new('--artifacts', '--artifacts', [CompletionResultType]::ParameterName, 'What becomes of artifacts')
            [CompletionResult]::new('--artifact-root', '--artifact-root', [CompletionResultType]::ParameterName, 'Where artifacts of new experiments go: a folder or a cloud such as s3://bucket/path; by default where the target keeps them, of a new SQLite database in ./mlruns')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'Print the result as table, json, jsonl or csv [default: as MLflow does]')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colours: auto, always or never')
            [CompletionResult]::new('--no-models', '--no-models', [CompletionResultType]::ParameterName, 'Leave registered models out')
            [CompletionResult]::new('--checksum', '--checksum', [CompletionResultType]::ParameterName, 'Compare histories and artifacts to the last byte, and read again what was written')
            [CompletionResult]::new('--dry-run', '--dry-run', [CompletionResultType]::ParameterName, 'Say what would be copied, and write nothing')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'The same as `--output json`')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say errors and warnings alone')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more: the store, and what happens on the way')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'mlflow;migrate-filestore' {
            [CompletionResult]::new('--source', '--source', [CompletionResultType]::ParameterName, 'Folder of the store, or the one in which `mlruns` lies')
            [CompletionResult]::new('--target', '--target', [CompletionResultType]::ParameterName, 'Database to write, such as sqlite:///mlflow.db')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'Print the result as table, json, jsonl or csv [default: as MLflow does]')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colours: auto, always or never')
            [CompletionResult]::new('--progress', '--progress', [CompletionResultType]::ParameterName, 'Show how far it is, on a terminal (the default)')
            [CompletionResult]::new('--no-progress', '--no-progress', [CompletionResultType]::ParameterName, 'Do not show how far it is')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'The same as `--output json`')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say errors and warnings alone')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more: the store, and what happens on the way')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'mlflow;export' {
            [CompletionResult]::new('--experiment', '--experiment', [CompletionResultType]::ParameterName, 'Copy only this experiment, by name or ID; may be given several times')
            [CompletionResult]::new('-f', '-f', [CompletionResultType]::ParameterName, 'Copy only runs that this filter matches, for example: metrics.loss < 1')
            [CompletionResult]::new('--filter', '--filter', [CompletionResultType]::ParameterName, 'Copy only runs that this filter matches, for example: metrics.loss < 1')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Which stages are copied')
            [CompletionResult]::new('--view', '--view', [CompletionResultType]::ParameterName, 'Which stages are copied')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'Print the result as table, json, jsonl or csv [default: as MLflow does]')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colours: auto, always or never')
            [CompletionResult]::new('--no-models', '--no-models', [CompletionResultType]::ParameterName, 'Leave registered models out')
            [CompletionResult]::new('--no-artifacts', '--no-artifacts', [CompletionResultType]::ParameterName, 'Leave artifacts out')
            [CompletionResult]::new('--overwrite', '--overwrite', [CompletionResultType]::ParameterName, 'Replace an archive that is there')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'The same as `--output json`')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say errors and warnings alone')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more: the store, and what happens on the way')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'mlflow;import' {
            [CompletionResult]::new('--experiment', '--experiment', [CompletionResultType]::ParameterName, 'Copy only this experiment, by name or ID; may be given several times')
            [CompletionResult]::new('-f', '-f', [CompletionResultType]::ParameterName, 'Copy only runs that this filter matches, for example: metrics.loss < 1')
            [CompletionResult]::new('--filter', '--filter', [CompletionResultType]::ParameterName, 'Copy only runs that this filter matches, for example: metrics.loss < 1')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Which stages are copied')
            [CompletionResult]::new('--view', '--view', [CompletionResultType]::ParameterName, 'Which stages are copied')
            [CompletionResult]::new('--artifact-root', '--artifact-root', [CompletionResultType]::ParameterName, 'Where artifacts of new experiments go: a folder or a cloud such as s3://bucket/path; by default where the target keeps them, of a new SQLite database in ./mlruns')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'Print the result as table, json, jsonl or csv [default: as MLflow does]')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colours: auto, always or never')
            [CompletionResult]::new('--no-models', '--no-models', [CompletionResultType]::ParameterName, 'Leave registered models out')
            [CompletionResult]::new('--dry-run', '--dry-run', [CompletionResultType]::ParameterName, 'Check the archive, say what would be copied, and write nothing')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'The same as `--output json`')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say errors and warnings alone')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more: the store, and what happens on the way')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'mlflow;server' {
            [CompletionResult]::new('--page', '--page', [CompletionResultType]::ParameterName, 'Serve MLflow''s own page instead: `mlflow`, that of the Python on the PATH, or a folder')
            [CompletionResult]::new('--expose-prometheus', '--expose-prometheus', [CompletionResultType]::ParameterName, 'Count requests, for Prometheus to read at /metrics [env: MLFLOW_EXPOSE_PROMETHEUS]')
            [CompletionResult]::new('--backend-store-uri', '--backend-store-uri', [CompletionResultType]::ParameterName, 'Store of experiments and runs [env: MLFLOW_BACKEND_STORE_URI]')
            [CompletionResult]::new('--read-replica-backend-store-uri', '--read-replica-backend-store-uri', [CompletionResultType]::ParameterName, 'Replica of the backend store to read from [env: MLFLOW_READ_REPLICA_BACKEND_STORE_URI]')
            [CompletionResult]::new('--registry-store-uri', '--registry-store-uri', [CompletionResultType]::ParameterName, 'Store of registered models [env: MLFLOW_REGISTRY_STORE_URI]')
            [CompletionResult]::new('--default-artifact-root', '--default-artifact-root', [CompletionResultType]::ParameterName, 'Where artifacts of new experiments go [env: MLFLOW_DEFAULT_ARTIFACT_ROOT]')
            [CompletionResult]::new('--artifacts-destination', '--artifacts-destination', [CompletionResultType]::ParameterName, 'Folder or cloud of the artifacts that go through the server [env: MLFLOW_ARTIFACTS_DESTINATION] [default: ./mlartifacts]')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Address to listen on; 0.0.0.0 is every one [env: MLFLOW_HOST] [default: 127.0.0.1]')
            [CompletionResult]::new('--host', '--host', [CompletionResultType]::ParameterName, 'Address to listen on; 0.0.0.0 is every one [env: MLFLOW_HOST] [default: 127.0.0.1]')
            [CompletionResult]::new('-p', '-p', [CompletionResultType]::ParameterName, 'Port to listen on; 0 takes a free one and says which [env: MLFLOW_PORT] [default: 5000]')
            [CompletionResult]::new('--port', '--port', [CompletionResultType]::ParameterName, 'Port to listen on; 0 takes a free one and says which [env: MLFLOW_PORT] [default: 5000]')
            [CompletionResult]::new('--ssl-certfile', '--ssl-certfile', [CompletionResultType]::ParameterName, 'Certificate in PEM with which connections are encrypted; with those above it behind')
            [CompletionResult]::new('--ssl-keyfile', '--ssl-keyfile', [CompletionResultType]::ParameterName, 'Key of the certificate in PEM, without a password')
            [CompletionResult]::new('--behind-proxy', '--behind-proxy', [CompletionResultType]::ParameterName, 'Proxies that say in X-Forwarded-For for whom they ask, separated by commas: 10.0.0.0/8')
            [CompletionResult]::new('--static-prefix', '--static-prefix', [CompletionResultType]::ParameterName, 'What stands before every path, such as /mlflow [env: MLFLOW_STATIC_PREFIX]')
            [CompletionResult]::new('--allowed-hosts', '--allowed-hosts', [CompletionResultType]::ParameterName, 'Hosts that requests may name, separated by commas [env: MLFLOW_SERVER_ALLOWED_HOSTS]')
            [CompletionResult]::new('--cors-allowed-origins', '--cors-allowed-origins', [CompletionResultType]::ParameterName, 'Origins whose pages may use the API [env: MLFLOW_SERVER_CORS_ALLOWED_ORIGINS]')
            [CompletionResult]::new('--x-frame-options', '--x-frame-options', [CompletionResultType]::ParameterName, 'Whose pages may embed ours: SAMEORIGIN (the default), DENY or NONE for all [env: MLFLOW_SERVER_X_FRAME_OPTIONS]')
            [CompletionResult]::new('--app-name', '--app-name', [CompletionResultType]::ParameterName, 'Ask for passwords: `basic-auth`')
            [CompletionResult]::new('--access-log', '--access-log', [CompletionResultType]::ParameterName, 'Write a line for each request to stderr, or to a file behind `=`')
            [CompletionResult]::new('--audit-log', '--audit-log', [CompletionResultType]::ParameterName, 'Write a line of JSON for each request of a user that changes something to this file')
            [CompletionResult]::new('-w', '-w', [CompletionResultType]::ParameterName, 'Number of processes: there is one, with as many threads as it needs')
            [CompletionResult]::new('--workers', '--workers', [CompletionResultType]::ParameterName, 'Number of processes: there is one, with as many threads as it needs')
            [CompletionResult]::new('--gunicorn-opts', '--gunicorn-opts', [CompletionResultType]::ParameterName, 'Settings of gunicorn')
            [CompletionResult]::new('--waitress-opts', '--waitress-opts', [CompletionResultType]::ParameterName, 'Settings of waitress')
            [CompletionResult]::new('--uvicorn-opts', '--uvicorn-opts', [CompletionResultType]::ParameterName, 'Settings of uvicorn')
            [CompletionResult]::new('--trace-archival-config', '--trace-archival-config', [CompletionResultType]::ParameterName, 'Settings of the archive of traces')
            [CompletionResult]::new('--secrets-cache-ttl', '--secrets-cache-ttl', [CompletionResultType]::ParameterName, 'For how long secrets of the gateway are remembered')
            [CompletionResult]::new('--secrets-cache-max-size', '--secrets-cache-max-size', [CompletionResultType]::ParameterName, 'How many secrets of the gateway are remembered')
            [CompletionResult]::new('--workspace-store-uri', '--workspace-store-uri', [CompletionResultType]::ParameterName, 'Store of workspaces')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colours: auto, always or never')
            [CompletionResult]::new('--open', '--open', [CompletionResultType]::ParameterName, 'Open the page in the browser')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (`-h` is the host, as in MLflow)')
            [CompletionResult]::new('--serve-artifacts', '--serve-artifacts', [CompletionResultType]::ParameterName, 'Let artifacts go through the server, the default [env: MLFLOW_SERVE_ARTIFACTS]')
            [CompletionResult]::new('--no-serve-artifacts', '--no-serve-artifacts', [CompletionResultType]::ParameterName, 'Let clients read and write artifacts directly')
            [CompletionResult]::new('--artifacts-only', '--artifacts-only', [CompletionResultType]::ParameterName, 'Serve artifacts and nothing else [env: MLFLOW_ARTIFACTS_ONLY]')
            [CompletionResult]::new('--artifacts-presigned-only', '--artifacts-presigned-only', [CompletionResultType]::ParameterName, 'Let clients reach the artifacts in a cloud by signed addresses only, never through the server [env: MLFLOW_ARTIFACTS_PRESIGNED_ONLY]')
            [CompletionResult]::new('--disable-security-middleware', '--disable-security-middleware', [CompletionResultType]::ParameterName, 'Trust every host and every page [env: MLFLOW_SERVER_DISABLE_SECURITY_MIDDLEWARE]')
            [CompletionResult]::new('--dev', '--dev', [CompletionResultType]::ParameterName, 'Reload when the server''s code changes')
            [CompletionResult]::new('--enable-workspaces', '--enable-workspaces', [CompletionResultType]::ParameterName, 'Have several workspaces, which is not supported [env: MLFLOW_ENABLE_WORKSPACES]')
            [CompletionResult]::new('--disable-workspaces', '--disable-workspaces', [CompletionResultType]::ParameterName, 'Have one workspace')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say errors and warnings alone')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more: the store, and what happens on the way')
            break
        }
        'mlflow;ui' {
            [CompletionResult]::new('--page', '--page', [CompletionResultType]::ParameterName, 'Serve MLflow''s own page instead: `mlflow`, that of the Python on the PATH, or a folder')
            [CompletionResult]::new('--expose-prometheus', '--expose-prometheus', [CompletionResultType]::ParameterName, 'Count requests, for Prometheus to read at /metrics [env: MLFLOW_EXPOSE_PROMETHEUS]')
            [CompletionResult]::new('--backend-store-uri', '--backend-store-uri', [CompletionResultType]::ParameterName, 'Store of experiments and runs [env: MLFLOW_BACKEND_STORE_URI]')
            [CompletionResult]::new('--read-replica-backend-store-uri', '--read-replica-backend-store-uri', [CompletionResultType]::ParameterName, 'Replica of the backend store to read from [env: MLFLOW_READ_REPLICA_BACKEND_STORE_URI]')
            [CompletionResult]::new('--registry-store-uri', '--registry-store-uri', [CompletionResultType]::ParameterName, 'Store of registered models [env: MLFLOW_REGISTRY_STORE_URI]')
            [CompletionResult]::new('--default-artifact-root', '--default-artifact-root', [CompletionResultType]::ParameterName, 'Where artifacts of new experiments go [env: MLFLOW_DEFAULT_ARTIFACT_ROOT]')
            [CompletionResult]::new('--artifacts-destination', '--artifacts-destination', [CompletionResultType]::ParameterName, 'Folder or cloud of the artifacts that go through the server [env: MLFLOW_ARTIFACTS_DESTINATION] [default: ./mlartifacts]')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Address to listen on; 0.0.0.0 is every one [env: MLFLOW_HOST] [default: 127.0.0.1]')
            [CompletionResult]::new('--host', '--host', [CompletionResultType]::ParameterName, 'Address to listen on; 0.0.0.0 is every one [env: MLFLOW_HOST] [default: 127.0.0.1]')
            [CompletionResult]::new('-p', '-p', [CompletionResultType]::ParameterName, 'Port to listen on; 0 takes a free one and says which [env: MLFLOW_PORT] [default: 5000]')
            [CompletionResult]::new('--port', '--port', [CompletionResultType]::ParameterName, 'Port to listen on; 0 takes a free one and says which [env: MLFLOW_PORT] [default: 5000]')
            [CompletionResult]::new('--ssl-certfile', '--ssl-certfile', [CompletionResultType]::ParameterName, 'Certificate in PEM with which connections are encrypted; with those above it behind')
            [CompletionResult]::new('--ssl-keyfile', '--ssl-keyfile', [CompletionResultType]::ParameterName, 'Key of the certificate in PEM, without a password')
            [CompletionResult]::new('--behind-proxy', '--behind-proxy', [CompletionResultType]::ParameterName, 'Proxies that say in X-Forwarded-For for whom they ask, separated by commas: 10.0.0.0/8')
            [CompletionResult]::new('--static-prefix', '--static-prefix', [CompletionResultType]::ParameterName, 'What stands before every path, such as /mlflow [env: MLFLOW_STATIC_PREFIX]')
            [CompletionResult]::new('--allowed-hosts', '--allowed-hosts', [CompletionResultType]::ParameterName, 'Hosts that requests may name, separated by commas [env: MLFLOW_SERVER_ALLOWED_HOSTS]')
            [CompletionResult]::new('--cors-allowed-origins', '--cors-allowed-origins', [CompletionResultType]::ParameterName, 'Origins whose pages may use the API [env: MLFLOW_SERVER_CORS_ALLOWED_ORIGINS]')
            [CompletionResult]::new('--x-frame-options', '--x-frame-options', [CompletionResultType]::ParameterName, 'Whose pages may embed ours: SAMEORIGIN (the default), DENY or NONE for all [env: MLFLOW_SERVER_X_FRAME_OPTIONS]')
            [CompletionResult]::new('--app-name', '--app-name', [CompletionResultType]::ParameterName, 'Ask for passwords: `basic-auth`')
            [CompletionResult]::new('--access-log', '--access-log', [CompletionResultType]::ParameterName, 'Write a line for each request to stderr, or to a file behind `=`')
            [CompletionResult]::new('--audit-log', '--audit-log', [CompletionResultType]::ParameterName, 'Write a line of JSON for each request of a user that changes something to this file')
            [CompletionResult]::new('-w', '-w', [CompletionResultType]::ParameterName, 'Number of processes: there is one, with as many threads as it needs')
            [CompletionResult]::new('--workers', '--workers', [CompletionResultType]::ParameterName, 'Number of processes: there is one, with as many threads as it needs')
            [CompletionResult]::new('--gunicorn-opts', '--gunicorn-opts', [CompletionResultType]::ParameterName, 'Settings of gunicorn')
            [CompletionResult]::new('--waitress-opts', '--waitress-opts', [CompletionResultType]::ParameterName, 'Settings of waitress')
            [CompletionResult]::new('--uvicorn-opts', '--uvicorn-opts', [CompletionResultType]::ParameterName, 'Settings of uvicorn')
            [CompletionResult]::new('--trace-archival-config', '--trace-archival-config', [CompletionResultType]::ParameterName, 'Settings of the archive of traces')
            [CompletionResult]::new('--secrets-cache-ttl', '--secrets-cache-ttl', [CompletionResultType]::ParameterName, 'For how long secrets of the gateway are remembered')
            [CompletionResult]::new('--secrets-cache-max-size', '--secrets-cache-max-size', [CompletionResultType]::ParameterName, 'How many secrets of the gateway are remembered')
            [CompletionResult]::new('--workspace-store-uri', '--workspace-store-uri', [CompletionResultType]::ParameterName, 'Store of workspaces')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colours: auto, always or never')
            [CompletionResult]::new('--open', '--open', [CompletionResultType]::ParameterName, 'Open the page in the browser')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (`-h` is the host, as in MLflow)')
            [CompletionResult]::new('--serve-artifacts', '--serve-artifacts', [CompletionResultType]::ParameterName, 'Let artifacts go through the server, the default [env: MLFLOW_SERVE_ARTIFACTS]')
            [CompletionResult]::new('--no-serve-artifacts', '--no-serve-artifacts', [CompletionResultType]::ParameterName, 'Let clients read and write artifacts directly')
            [CompletionResult]::new('--artifacts-only', '--artifacts-only', [CompletionResultType]::ParameterName, 'Serve artifacts and nothing else [env: MLFLOW_ARTIFACTS_ONLY]')
            [CompletionResult]::new('--artifacts-presigned-only', '--artifacts-presigned-only', [CompletionResultType]::ParameterName, 'Let clients reach the artifacts in a cloud by signed addresses only, never through the server [env: MLFLOW_ARTIFACTS_PRESIGNED_ONLY]')
            [CompletionResult]::new('--disable-security-middleware', '--disable-security-middleware', [CompletionResultType]::ParameterName, 'Trust every host and every page [env: MLFLOW_SERVER_DISABLE_SECURITY_MIDDLEWARE]')
            [CompletionResult]::new('--dev', '--dev', [CompletionResultType]::ParameterName, 'Reload when the server''s code changes')
            [CompletionResult]::new('--enable-workspaces', '--enable-workspaces', [CompletionResultType]::ParameterName, 'Have several workspaces, which is not supported [env: MLFLOW_ENABLE_WORKSPACES]')
            [CompletionResult]::new('--disable-workspaces', '--disable-workspaces', [CompletionResultType]::ParameterName, 'Have one workspace')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say errors and warnings alone')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more: the store, and what happens on the way')
            break
        }
        'mlflow;doctor' {
            [CompletionResult]::new('--artifacts', '--artifacts', [CompletionResultType]::ParameterName, 'Write, read, list and delete a small file where artifacts are kept')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'Print the result as table, json, jsonl or csv [default: as MLflow does]')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colours: auto, always or never')
            [CompletionResult]::new('--mask-envs', '--mask-envs', [CompletionResultType]::ParameterName, 'Hide the values of environment variables')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'The same as `--output json`')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say errors and warnings alone')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more: the store, and what happens on the way')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'mlflow;completions' {
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colours: auto, always or never')
            [CompletionResult]::new('--dynamic', '--dynamic', [CompletionResultType]::ParameterName, 'Ask the program while typing, which then proposes runs, experiments, keys, entry points and parameters as they are at the moment')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say errors and warnings alone')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more: the store, and what happens on the way')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'mlflow;man' {
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colours: auto, always or never')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say errors and warnings alone')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more: the store, and what happens on the way')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            break
        }
        'mlflow;help' {
            [CompletionResult]::new('experiments', 'experiments', [CompletionResultType]::ParameterValue, 'Create, list and change experiments')
            [CompletionResult]::new('runs', 'runs', [CompletionResultType]::ParameterValue, 'Start, log to, find and change runs')
            [CompletionResult]::new('artifacts', 'artifacts', [CompletionResultType]::ParameterValue, 'Upload, list and download the files of runs')
            [CompletionResult]::new('models', 'models', [CompletionResultType]::ParameterValue, 'Register, promote, find, download and serve models')
            [CompletionResult]::new('deployments', 'deployments', [CompletionResultType]::ParameterValue, 'Serve models on this machine')
            [CompletionResult]::new('webhooks', 'webhooks', [CompletionResultType]::ParameterValue, 'Tell other servers of changes in the model registry')
            [CompletionResult]::new('users', 'users', [CompletionResultType]::ParameterValue, 'Manage the users of a server')
            [CompletionResult]::new('permissions', 'permissions', [CompletionResultType]::ParameterValue, 'Manage what the users of a server may do')
            [CompletionResult]::new('roles', 'roles', [CompletionResultType]::ParameterValue, 'Manage the roles of a server')
            [CompletionResult]::new('tokens', 'tokens', [CompletionResultType]::ParameterValue, 'Manage your access tokens')
            [CompletionResult]::new('login', 'login', [CompletionResultType]::ParameterValue, 'Log in to a server, for all clients of MLflow on this machine')
            [CompletionResult]::new('logout', 'logout', [CompletionResultType]::ParameterValue, 'Log out: end the access token of `mlflow login`, and forget it')
            [CompletionResult]::new('whoami', 'whoami', [CompletionResultType]::ParameterValue, 'Show as which user you are logged in')
            [CompletionResult]::new('db', 'db', [CompletionResultType]::ParameterValue, 'Make, upgrade or copy a database, or see how it is')
            [CompletionResult]::new('run', 'run', [CompletionResultType]::ParameterValue, 'Run a project')
            [CompletionResult]::new('exec', 'exec', [CompletionResultType]::ParameterValue, 'Run any command as a run')
            [CompletionResult]::new('top', 'top', [CompletionResultType]::ParameterValue, 'Show what runs now, in all experiments')
            [CompletionResult]::new('gate', 'gate', [CompletionResultType]::ParameterValue, 'Check conditions on a run, and exit with 4 if one does not hold')
            [CompletionResult]::new('report', 'report', [CompletionResultType]::ParameterValue, 'Write a run as Markdown: its metrics and params, how they changed, and charts')
            [CompletionResult]::new('env', 'env', [CompletionResultType]::ParameterValue, 'List and remove the environments that `mlflow run` keeps')
            [CompletionResult]::new('gc', 'gc', [CompletionResultType]::ParameterValue, 'Remove for good what is in the deleted stage')
            [CompletionResult]::new('sync', 'sync', [CompletionResultType]::ParameterValue, 'Copy experiments, runs and models from one store to another')
            [CompletionResult]::new('migrate-filestore', 'migrate-filestore', [CompletionResultType]::ParameterValue, 'Copy a folder of files into a database, as MLflow 3 does')
            [CompletionResult]::new('export', 'export', [CompletionResultType]::ParameterValue, 'Pack experiments, runs and models of a store into one archive')
            [CompletionResult]::new('import', 'import', [CompletionResultType]::ParameterValue, 'Copy an archive into a store')
            [CompletionResult]::new('server', 'server', [CompletionResultType]::ParameterValue, 'Serve the REST API and the page')
            [CompletionResult]::new('ui', 'ui', [CompletionResultType]::ParameterValue, 'Serve the page and the REST API; the same as `server`')
            [CompletionResult]::new('doctor', 'doctor', [CompletionResultType]::ParameterValue, 'Show versions, settings and the programs that projects need')
            [CompletionResult]::new('completions', 'completions', [CompletionResultType]::ParameterValue, 'Print the completion script of a shell')
            [CompletionResult]::new('man', 'man', [CompletionResultType]::ParameterValue, 'Write the manual pages of all commands into a folder')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'mlflow;help;experiments' {
            [CompletionResult]::new('create', 'create', [CompletionResultType]::ParameterValue, 'Create an experiment')
            [CompletionResult]::new('search', 'search', [CompletionResultType]::ParameterValue, 'List experiments')
            [CompletionResult]::new('list', 'list', [CompletionResultType]::ParameterValue, 'List experiments; the older name of `search`')
            [CompletionResult]::new('get', 'get', [CompletionResultType]::ParameterValue, 'Show one experiment')
            [CompletionResult]::new('update', 'update', [CompletionResultType]::ParameterValue, 'Change an experiment''s tags and when a server archives its traces')
            [CompletionResult]::new('rename', 'rename', [CompletionResultType]::ParameterValue, 'Give an experiment another name')
            [CompletionResult]::new('delete', 'delete', [CompletionResultType]::ParameterValue, 'Move an experiment and its runs to the deleted stage')
            [CompletionResult]::new('restore', 'restore', [CompletionResultType]::ParameterValue, 'Bring a deleted experiment and its runs back')
            [CompletionResult]::new('csv', 'csv', [CompletionResultType]::ParameterValue, 'Write all runs of an experiment as CSV')
            break
        }
        'mlflow;help;experiments;create' {
            break
        }
        'mlflow;help;experiments;search' {
            break
        }
        'mlflow;help;experiments;list' {
            break
        }
        'mlflow;help;experiments;get' {
            break
        }
        'mlflow;help;experiments;update' {
            break
        }
        'mlflow;help;experiments;rename' {
            break
        }
        'mlflow;help;experiments;delete' {
            break
        }
        'mlflow;help;experiments;restore' {
            break
        }
        'mlflow;help;experiments;csv' {
            break
        }
        'mlflow;help;runs' {
            [CompletionResult]::new('start', 'start', [CompletionResultType]::ParameterValue, 'Start a run that stays RUNNING, and print its ID')
            [CompletionResult]::new('log-metric', 'log-metric', [CompletionResultType]::ParameterValue, 'Log metrics of a run')
            [CompletionResult]::new('log-param', 'log-param', [CompletionResultType]::ParameterValue, 'Log parameters of a run; a parameter never changes')
            [CompletionResult]::new('set-tag', 'set-tag', [CompletionResultType]::ParameterValue, 'Set tags of runs')
            [CompletionResult]::new('delete-tag', 'delete-tag', [CompletionResultType]::ParameterValue, 'Remove a tag of runs')
            [CompletionResult]::new('log-batch', 'log-batch', [CompletionResultType]::ParameterValue, 'Log metrics, params and tags from JSON lines on stdin')
            [CompletionResult]::new('end', 'end', [CompletionResultType]::ParameterValue, 'End a run')
            [CompletionResult]::new('wait', 'wait', [CompletionResultType]::ParameterValue, 'Wait until runs have ended, and print their status')
            [CompletionResult]::new('create', 'create', [CompletionResultType]::ParameterValue, 'Create a run that has ended already')
            [CompletionResult]::new('search', 'search', [CompletionResultType]::ParameterValue, 'Find runs by what they logged')
            [CompletionResult]::new('list', 'list', [CompletionResultType]::ParameterValue, 'List the runs of an experiment')
            [CompletionResult]::new('best', 'best', [CompletionResultType]::ParameterValue, 'Print the ID of the run with the best value of a metric')
            [CompletionResult]::new('compare', 'compare', [CompletionResultType]::ParameterValue, 'Compare runs: params, metrics, tags, environment and source')
            [CompletionResult]::new('show', 'show', [CompletionResultType]::ParameterValue, 'Show a run: status, params, metrics with their course, tags, children and artifacts')
            [CompletionResult]::new('watch', 'watch', [CompletionResultType]::ParameterValue, 'Follow a run until it ends: status, metrics and their curves')
            [CompletionResult]::new('plot', 'plot', [CompletionResultType]::ParameterValue, 'Draw the course of a metric in the terminal, of one run or of several')
            [CompletionResult]::new('describe', 'describe', [CompletionResultType]::ParameterValue, 'Show everything that a run recorded, as JSON')
            [CompletionResult]::new('metrics', 'metrics', [CompletionResultType]::ParameterValue, 'Show the history of a run''s metrics')
            [CompletionResult]::new('delete', 'delete', [CompletionResultType]::ParameterValue, 'Move runs to the deleted stage')
            [CompletionResult]::new('restore', 'restore', [CompletionResultType]::ParameterValue, 'Bring deleted runs back')
            break
        }
        'mlflow;help;runs;start' {
            break
        }
        'mlflow;help;runs;log-metric' {
            break
        }
        'mlflow;help;runs;log-param' {
            break
        }
        'mlflow;help;runs;set-tag' {
            break
        }
        'mlflow;help;runs;delete-tag' {
            break
        }
        'mlflow;help;runs;log-batch' {
            break
        }
        'mlflow;help;runs;end' {
            break
        }
        'mlflow;help;runs;wait' {
            break
        }
        'mlflow;help;runs;create' {
            break
        }
        'mlflow;help;runs;search' {
            break
        }
        'mlflow;help;runs;list' {
            break
        }
        'mlflow;help;runs;best' {
            break
        }
        'mlflow;help;runs;compare' {
            break
        }
        'mlflow;help;runs;show' {
            break
        }
        'mlflow;help;runs;watch' {
            break
        }
        'mlflow;help;runs;plot' {
            break
        }
        'mlflow;help;runs;describe' {
            break
        }
        'mlflow;help;runs;metrics' {
            break
        }
        'mlflow;help;runs;delete' {
            break
        }
        'mlflow;help;runs;restore' {
            break
        }
        'mlflow;help;artifacts' {
            [CompletionResult]::new('log-artifact', 'log-artifact', [CompletionResultType]::ParameterValue, 'Upload a file to a run')
            [CompletionResult]::new('log-artifacts', 'log-artifacts', [CompletionResultType]::ParameterValue, 'Upload the content of a folder to a run')
            [CompletionResult]::new('upload', 'upload', [CompletionResultType]::ParameterValue, 'Upload files, folders and what matches patterns to a run')
            [CompletionResult]::new('list', 'list', [CompletionResultType]::ParameterValue, 'List the entries of a folder of a run, as JSON')
            [CompletionResult]::new('cat', 'cat', [CompletionResultType]::ParameterValue, 'Write the content of a file to stdout')
            [CompletionResult]::new('download', 'download', [CompletionResultType]::ParameterValue, 'Download a file or a folder, and print its path')
            [CompletionResult]::new('rm', 'rm', [CompletionResultType]::ParameterValue, 'Remove files and folders of a run')
            break
        }
        'mlflow;help;artifacts;log-artifact' {
            break
        }
        'mlflow;help;artifacts;log-artifacts' {
            break
        }
        'mlflow;help;artifacts;upload' {
            break
        }
        'mlflow;help;artifacts;list' {
            break
        }
        'mlflow;help;artifacts;cat' {
            break
        }
        'mlflow;help;artifacts;download' {
            break
        }
        'mlflow;help;artifacts;rm' {
            break
        }
        'mlflow;help;models' {
            [CompletionResult]::new('list', 'list', [CompletionResultType]::ParameterValue, 'List registered models')
            [CompletionResult]::new('search', 'search', [CompletionResultType]::ParameterValue, 'Find registered models; the same as `list`')
            [CompletionResult]::new('get', 'get', [CompletionResultType]::ParameterValue, 'Show a registered model or one of its versions')
            [CompletionResult]::new('create', 'create', [CompletionResultType]::ParameterValue, 'Create a registered model without versions')
            [CompletionResult]::new('register', 'register', [CompletionResultType]::ParameterValue, 'Register a model as a new version, and print its number')
            [CompletionResult]::new('update', 'update', [CompletionResultType]::ParameterValue, 'Change the description of a registered model')
            [CompletionResult]::new('rename', 'rename', [CompletionResultType]::ParameterValue, 'Give a registered model another name')
            [CompletionResult]::new('delete', 'delete', [CompletionResultType]::ParameterValue, 'Delete a registered model with all its versions; the files that they name stay')
            [CompletionResult]::new('versions', 'versions', [CompletionResultType]::ParameterValue, 'List, show and change versions of registered models')
            [CompletionResult]::new('transition', 'transition', [CompletionResultType]::ParameterValue, 'Move a version to a stage')
            [CompletionResult]::new('alias', 'alias', [CompletionResultType]::ParameterValue, 'Set and delete the aliases of versions')
            [CompletionResult]::new('tag', 'tag', [CompletionResultType]::ParameterValue, 'Set and delete tags of registered models and versions')
            [CompletionResult]::new('download', 'download', [CompletionResultType]::ParameterValue, 'Download the files of a version, and print where they lie')
            [CompletionResult]::new('copy', 'copy', [CompletionResultType]::ParameterValue, 'Register a version under another name, and print the number that it has there')
            [CompletionResult]::new('serve', 'serve', [CompletionResultType]::ParameterValue, 'Serve a model over HTTP')
            [CompletionResult]::new('predict', 'predict', [CompletionResultType]::ParameterValue, 'Let a model predict from a file, without a server')
            [CompletionResult]::new('prepare-env', 'prepare-env', [CompletionResultType]::ParameterValue, 'Build the environment of a model, so that it is there when the model is served')
            [CompletionResult]::new('generate-dockerfile', 'generate-dockerfile', [CompletionResultType]::ParameterValue, 'Write a folder of which an image that serves a model is built')
            [CompletionResult]::new('build-docker', 'build-docker', [CompletionResultType]::ParameterValue, 'Build an image that serves a model, with docker or podman')
            [CompletionResult]::new('update-pip-requirements', 'update-pip-requirements', [CompletionResultType]::ParameterValue, 'Add packages to the requirements of a model, or remove them')
            break
        }
        'mlflow;help;models;list' {
            break
        }
        'mlflow;help;models;search' {
            break
        }
        'mlflow;help;models;get' {
            break
        }
        'mlflow;help;models;create' {
            break
        }
        'mlflow;help;models;register' {
            break
        }
        'mlflow;help;models;update' {
            break
        }
        'mlflow;help;models;rename' {
            break
        }
        'mlflow;help;models;delete' {
            break
        }
        'mlflow;help;models;versions' {
            [CompletionResult]::new('list', 'list', [CompletionResultType]::ParameterValue, 'List versions, the last changed first')
            [CompletionResult]::new('get', 'get', [CompletionResultType]::ParameterValue, 'Show a version')
            [CompletionResult]::new('update', 'update', [CompletionResultType]::ParameterValue, 'Change the description of a version')
            [CompletionResult]::new('delete', 'delete', [CompletionResultType]::ParameterValue, 'Delete a version; the files that it names stay')
            [CompletionResult]::new('transition', 'transition', [CompletionResultType]::ParameterValue, 'Move a version to a stage')
            break
        }
        'mlflow;help;models;versions;list' {
            break
        }
        'mlflow;help;models;versions;get' {
            break
        }
        'mlflow;help;models;versions;update' {
            break
        }
        'mlflow;help;models;versions;delete' {
            break
        }
        'mlflow;help;models;versions;transition' {
            break
        }
        'mlflow;help;models;transition' {
            break
        }
        'mlflow;help;models;alias' {
            [CompletionResult]::new('set', 'set', [CompletionResultType]::ParameterValue, 'Let an alias stand for a version, and for no other any more')
            [CompletionResult]::new('delete', 'delete', [CompletionResultType]::ParameterValue, 'Delete an alias')
            break
        }
        'mlflow;help;models;alias;set' {
            break
        }
        'mlflow;help;models;alias;delete' {
            break
        }
        'mlflow;help;models;tag' {
            [CompletionResult]::new('set', 'set', [CompletionResultType]::ParameterValue, 'Set a tag')
            [CompletionResult]::new('delete', 'delete', [CompletionResultType]::ParameterValue, 'Delete a tag')
            break
        }
        'mlflow;help;models;tag;set' {
            break
        }
        'mlflow;help;models;tag;delete' {
            break
        }
        'mlflow;help;models;download' {
            break
        }
        'mlflow;help;models;copy' {
            break
        }
        'mlflow;help;models;serve' {
            break
        }
        'mlflow;help;models;predict' {
            break
        }
        'mlflow;help;models;prepare-env' {
            break
        }
        'mlflow;help;models;generate-dockerfile' {
            break
        }
        'mlflow;help;models;build-docker' {
            break
        }
        'mlflow;help;models;update-pip-requirements' {
            break
        }
        'mlflow;help;deployments' {
            [CompletionResult]::new('run-local', 'run-local', [CompletionResultType]::ParameterValue, 'Serve a model on this machine; the same server as `mlflow models serve`')
            break
        }
        'mlflow;help;deployments;run-local' {
            break
        }
        'mlflow;help;webhooks' {
            [CompletionResult]::new('list', 'list', [CompletionResultType]::ParameterValue, 'List webhooks, the newest first')
            [CompletionResult]::new('get', 'get', [CompletionResultType]::ParameterValue, 'Show a webhook; its secret is never shown')
            [CompletionResult]::new('create', 'create', [CompletionResultType]::ParameterValue, 'Create a webhook, and print its id')
            [CompletionResult]::new('update', 'update', [CompletionResultType]::ParameterValue, 'Change a webhook; what is not named stays as it is')
            [CompletionResult]::new('delete', 'delete', [CompletionResultType]::ParameterValue, 'Delete a webhook')
            [CompletionResult]::new('test', 'test', [CompletionResultType]::ParameterValue, 'Send a webhook an example; exit with 3 if it does not take it')
            break
        }
        'mlflow;help;webhooks;list' {
            break
        }
        'mlflow;help;webhooks;get' {
            break
        }
        'mlflow;help;webhooks;create' {
            break
        }
        'mlflow;help;webhooks;update' {
            break
        }
        'mlflow;help;webhooks;delete' {
            break
        }
        'mlflow;help;webhooks;test' {
            break
        }
        'mlflow;help;users' {
            [CompletionResult]::new('create', 'create', [CompletionResultType]::ParameterValue, 'Add a user')
            [CompletionResult]::new('list', 'list', [CompletionResultType]::ParameterValue, 'List users')
            [CompletionResult]::new('delete', 'delete', [CompletionResultType]::ParameterValue, 'Delete a user, with the permissions and tokens that the user has')
            [CompletionResult]::new('update-password', 'update-password', [CompletionResultType]::ParameterValue, 'Give a user another password')
            [CompletionResult]::new('update-admin', 'update-admin', [CompletionResultType]::ParameterValue, 'Make a user an administrator, or take that away')
            break
        }
        'mlflow;help;users;create' {
            break
        }
        'mlflow;help;users;list' {
            break
        }
        'mlflow;help;users;delete' {
            break
        }
        'mlflow;help;users;update-password' {
            break
        }
        'mlflow;help;users;update-admin' {
            break
        }
        'mlflow;help;permissions' {
            [CompletionResult]::new('grant', 'grant', [CompletionResultType]::ParameterValue, 'Give a user a permission on a resource')
            [CompletionResult]::new('revoke', 'revoke', [CompletionResultType]::ParameterValue, 'Take a permission on a resource from a user')
            [CompletionResult]::new('list', 'list', [CompletionResultType]::ParameterValue, 'List what a user may do, by roles or directly')
            break
        }
        'mlflow;help;permissions;grant' {
            break
        }
        'mlflow;help;permissions;revoke' {
            break
        }
        'mlflow;help;permissions;list' {
            break
        }
        'mlflow;help;roles' {
            [CompletionResult]::new('create', 'create', [CompletionResultType]::ParameterValue, 'Add a role, and print its id')
            [CompletionResult]::new('list', 'list', [CompletionResultType]::ParameterValue, 'List roles with what they permit')
            [CompletionResult]::new('delete', 'delete', [CompletionResultType]::ParameterValue, 'Delete a role, and take it from all users')
            [CompletionResult]::new('grant', 'grant', [CompletionResultType]::ParameterValue, 'Give a role a permission, and print its id')
            [CompletionResult]::new('revoke', 'revoke', [CompletionResultType]::ParameterValue, 'Take a permission from its role')
            [CompletionResult]::new('assign', 'assign', [CompletionResultType]::ParameterValue, 'Give a user a role')
            [CompletionResult]::new('unassign', 'unassign', [CompletionResultType]::ParameterValue, 'Take a role from a user')
            break
        }
        'mlflow;help;roles;create' {
            break
        }
        'mlflow;help;roles;list' {
            break
        }
        'mlflow;help;roles;delete' {
            break
        }
        'mlflow;help;roles;grant' {
            break
        }
        'mlflow;help;roles;revoke' {
            break
        }
        'mlflow;help;roles;assign' {
            break
        }
        'mlflow;help;roles;unassign' {
            break
        }
        'mlflow;help;tokens' {
            [CompletionResult]::new('create', 'create', [CompletionResultType]::ParameterValue, 'Make an access token, and print it: it is not shown again')
            [CompletionResult]::new('list', 'list', [CompletionResultType]::ParameterValue, 'List your access tokens, the oldest first')
            [CompletionResult]::new('revoke', 'revoke', [CompletionResultType]::ParameterValue, 'End an access token')
            break
        }
        'mlflow;help;tokens;create' {
            break
        }
        'mlflow;help;tokens;list' {
            break
        }
        'mlflow;help;tokens;revoke' {
            break
        }
        'mlflow;help;login' {
            break
        }
        'mlflow;help;logout' {
            break
        }
        'mlflow;help;whoami' {
            break
        }
        'mlflow;help;db' {
            [CompletionResult]::new('create', 'create', [CompletionResultType]::ParameterValue, 'Make a database with the schema of any release of MLflow since 1.0')
            [CompletionResult]::new('upgrade', 'upgrade', [CompletionResultType]::ParameterValue, 'Bring a database of MLflow 1.0 or later to the schema of a later release')
            [CompletionResult]::new('backup', 'backup', [CompletionResultType]::ParameterValue, 'Copy an SQLite database as it is at this moment, while others go on writing')
            [CompletionResult]::new('status', 'status', [CompletionResultType]::ParameterValue, 'Show which MLflow a database belongs to, what an upgrade would do, and whether it is whole')
            break
        }
        'mlflow;help;db;create' {
            break
        }
        'mlflow;help;db;upgrade' {
            break
        }
        'mlflow;help;db;backup' {
            break
        }
        'mlflow;help;db;status' {
            break
        }
        'mlflow;help;run' {
            break
        }
        'mlflow;help;exec' {
            break
        }
        'mlflow;help;top' {
            break
        }
        'mlflow;help;gate' {
            break
        }
        'mlflow;help;report' {
            break
        }
        'mlflow;help;env' {
            [CompletionResult]::new('list', 'list', [CompletionResultType]::ParameterValue, 'List the environments, the one used last first')
            [CompletionResult]::new('prune', 'prune', [CompletionResultType]::ParameterValue, 'Remove environments that no run has used for a while')
            break
        }
        'mlflow;help;env;list' {
            break
        }
        'mlflow;help;env;prune' {
            break
        }
        'mlflow;help;gc' {
            break
        }
        'mlflow;help;sync' {
            break
        }
        'mlflow;help;migrate-filestore' {
            break
        }
        'mlflow;help;export' {
            break
        }
        'mlflow;help;import' {
            break
        }
        'mlflow;help;server' {
            break
        }
        'mlflow;help;ui' {
            break
        }
        'mlflow;help;doctor' {
            break
        }
        'mlflow;help;completions' {
            break
        }
        'mlflow;help;man' {
            break
        }
        'mlflow;help;help' {
            break
        }
    })

    $completions.Where{ $_.CompletionText -like "$wordToComplete*" } |
        Sort-Object -Property ListItemText
}
