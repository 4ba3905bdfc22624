#!/usr/bin/env bash
# Sees to it that the stories have a browser and a font with Chinese characters: as root on Debian and its kin they are
# installed, elsewhere they must be there. Without them the stories are left out, or fail where LEADBASE_BROWSER=required.
set -uo pipefail
cd "$(dirname "$0")/.."

find_browser() { command -v chromium || command -v chromium-browser || command -v google-chrome; }
has_font() { fc-list ':lang=zh-cn' 2>/dev/null | grep -q .; }

if ! { find_browser >/dev/null && has_font; } && [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
    export DEBIAN_FRONTEND=noninteractive
    tools/step.sh "looking up Debian's packages" apt-get update &&
        tools/step.sh "installing Chromium and a Chinese font" \
            apt-get install -y --no-install-recommends chromium fonts-wqy-microhei fontconfig
fi
if ! find_browser >/dev/null; then
    echo '!!! NO BROWSER: the stories of the console are NOT RUN. Install Chromium, or run this as root on Debian. !!!' >&2
    [ "${LEADBASE_BROWSER:-}" != required ]
fi
