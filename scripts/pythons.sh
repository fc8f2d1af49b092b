#!/bin/sh
# The wheel in dist/, alone on each Python that is named and here: installed as pip does, the sample added, searched, served.
set -eu
wheel=$(ls -t dist/*.whl | head -1)
for python in "$@"; do
    command -v "$python" >/dev/null || { echo "$python: not here"; continue; }
    home=".venv-pythons/$(basename "$python")"
    rm -rf "$home" && mkdir -p .venv-pythons && "$python" -m venv "$home"
    "$home/bin/pip" install --quiet --disable-pip-version-check "$wheel"
    run="$home/bin/archive --library $home/library"
    pages=$("$home/bin/python" -c 'import archive.sample; print(archive.sample.pages())')
    $run add "$pages" >/dev/null
    found=$($run search citerne --json | "$home/bin/python" -c 'import json, sys; print(json.load(sys.stdin)["total"])')
    $run serve --port 0 >"$home/served" 2>"$home/log" &
    site=$!
    while ! grep -q http: "$home/served"; do kill -0 $site; sleep 0.2; done
    address=$(grep -o 'http://[0-9.:]*' "$home/served")
    healthy=$("$home/bin/python" -c "import json, urllib.request; print(json.load(urllib.request.urlopen('$address/healthz'))['status'])")
    kill $site && wait $site || true
    echo "$("$home/bin/python" --version): $found found, $healthy, $(du -sm "$home/lib" | cut -f1) MB installed"
done
