#!/bin/bash
# Storm 1.12 (stormpy 2.0.0, PyPI): an exclusive priority-and of the Galileo form,
# pand-excl, is read and solved as an inclusive one, without any message. T is one of two
# gates that have the event A in common: where A fails first, both fail at the same time,
# which is in order for pand-incl and not for pand-excl, by its name and Storm's own
# grammar. P(T fails within 1 h) is .5955 if A counts and .1233 if it does not; Storm
# says .5955 for both.
#
# Exits 0 if that is seen, 1 if it no longer is. Needs Python 3.11 with venv, and PyPI.
set -euo pipefail
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
python3 -m venv env
env/bin/pip install -q --disable-pip-version-check stormpy==2.0.0
cat >excl.dft <<'DFT'
toplevel "T";
"T" pand-excl "G" "H";
"G" or "A" "B";
"H" or "A" "C";
"A" lambda=1 dorm=1;
"B" lambda=0.5 dorm=1;
"C" lambda=0.25 dorm=1;
DFT
sed 's/pand-excl/pand-incl/' excl.dft >incl.dft
cat >solve.py <<'PY'
import sys, warnings
warnings.simplefilter("ignore")
import stormpy, stormpy.dft
for name in sys.argv[1:]:
    dft = stormpy.dft.prepare_for_analysis(stormpy.dft.load_dft_galileo_file(name))
    ask = stormpy.parse_properties('Pmin=? [F<=1 "failed"]')
    print(name, "stormpy", stormpy.__version__, "P", round(stormpy.dft.analyze_dft(dft, ask)[0], 6))
PY
env/bin/python solve.py excl.dft incl.dft | tee out
if ! grep -q '^excl.dft .* P 0.595463$' out || ! grep -q '^incl.dft .* P 0.595463$' out; then
  echo "no longer seen"
  exit 1
fi
echo "seen: pand-excl and pand-incl have one answer"
