#!/bin/sh
# Holds the API of a library to its own description: serves it on a free port and has schemathesis ask.
# usage: api.sh BIN LIBRARY EXAMPLES
set -eu
bin=$1 library=$2 examples=$3
said=$(mktemp)
"$bin/archive" --library "$library" serve --port 0 > "$said" 2>/dev/null &
server=$!
trap 'kill $server; rm -f "$said"' EXIT
until grep -q http "$said"; do sleep 0.2; done
address=$(sed -n 's/.*\(http:[^ ]*\).*/\1/p' "$said")
SCHEMATHESIS_HOOKS=tests.open.hooks "$bin/schemathesis" --config-file tests/open/schemathesis.toml run "$address/api/openapi.json" \
    --checks all --max-examples "$examples" --phases examples,coverage,fuzzing,stateful
