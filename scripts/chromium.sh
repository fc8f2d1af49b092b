#!/bin/sh
# The browser tests need a Chromium. On Debian, as root, it is installed; elsewhere those tests skip and say why.
set -eu
for name in chromium chromium-browser google-chrome; do
    command -v "$name" >/dev/null 2>&1 && exit 0
done
if [ -f /etc/debian_version ] && [ "$(id -u)" = 0 ]; then
    apt-get update -q
    DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends chromium </dev/null ||
        echo "Chromium could not be installed: the browser tests will be skipped." >&2
else
    echo "No Chromium here: the browser tests will be skipped." >&2
fi
