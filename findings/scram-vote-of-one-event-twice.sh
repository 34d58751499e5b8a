#!/bin/bash
# SCRAM 0.16.2 (Debian 0.16.2-3): a vote of which two arguments are one event, by itself
# and by a gate that only names it, has the probability of another argument. Two of
# three of a (.1), b (.2) and a gate that is b happen when b does, so with probability
# .2; SCRAM says .1, by decision diagrams and without any message, and lists {a} as the
# one cut set. Had b been written twice in the vote, SCRAM would have refused the file.
#
# Exits 0 if that is seen, 1 if it no longer is. Needs apt-get of Debian 12.
set -euo pipefail
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
chmod 755 "$dir"
cd "$dir"
apt-get download scram=0.16.2-3 libboost-filesystem1.74.0 libboost-program-options1.74.0 libtcmalloc-minimal4 libxml2 libicu72 >/dev/null 2>&1
for package in *.deb; do dpkg -x "$package" .; done
cat >vote.xml <<'XML'
<opsa-mef>
  <define-fault-tree name="t">
    <define-gate name="top">
      <atleast min="2"><basic-event name="a"/><basic-event name="b"/><gate name="same-as-b"/></atleast>
    </define-gate>
    <define-gate name="same-as-b"><basic-event name="b"/></define-gate>
    <define-basic-event name="a"><float value="0.1"/></define-basic-event>
    <define-basic-event name="b"><float value="0.2"/></define-basic-event>
  </define-fault-tree>
</opsa-mef>
XML
run() { LD_LIBRARY_PATH=$(echo usr/lib/*-linux-gnu) ./usr/bin/scram "$@"; }
run --version | head -n 1
run --bdd --probability 1 vote.xml >out.xml
grep -o '<sum-of-products name="top"[^>]*probability="[^"]*"' out.xml
grep -o '<basic-event name="."/>' out.xml | sort -u
if ! grep -q '<sum-of-products name="top"[^>]*probability="0.1"' out.xml; then
  echo "no longer seen"
  exit 1
fi
echo "seen: .1 for an event of probability .2"
