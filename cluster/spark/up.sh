#!/usr/bin/env bash
# Starts a real Spark cluster on the loopback, a master and two workers, from the PyPI
# package pyspark: to try mtbf-cluster, and for tests. Needs Java 17 or later, and Python
# only to install the package.
#
#   cluster/spark/up.sh [DIR]      DIR holds what it needs (default: ./spark-local)
#
# It prints where the master is; down.sh DIR stops what was started here, by its pids.
set -euo pipefail
dir=$(mkdir -p "${1:-spark-local}" && cd "${1:-spark-local}" && pwd)
version=${SPARK_VERSION:-4.3.0} workers=${SPARK_WORKERS:-2} cores=${SPARK_CORES:-1} memory=${SPARK_MEMORY:-1g}
port=${SPARK_PORT:-7077}

command -v java >/dev/null || { echo "up.sh: no java to be had" >&2; exit 69; }
if [ -s "$dir/pids" ]; then
  echo "up.sh: $dir/pids is there: stop that cluster first, with down.sh $dir" >&2
  exit 64
fi

home=${SPARK_HOME:-}
if [ -z "$home" ]; then
  if [ ! -x "$dir/venv/bin/pip" ]; then
    python3 -m venv "$dir/venv" || { echo "up.sh: no Python with venv to be had" >&2; exit 69; }
  fi
  home=$("$dir/venv/bin/python" -c 'import os, pyspark; print(os.path.dirname(pyspark.__file__))' 2>/dev/null) || {
    "$dir/venv/bin/pip" install --quiet --disable-pip-version-check "pyspark==$version" >&2 || { echo "up.sh: pyspark $version is not to be had" >&2; exit 69; }
    home=$("$dir/venv/bin/python" -c 'import os, pyspark; print(os.path.dirname(pyspark.__file__))')
  }
fi
echo "$home" >"$dir/home"

export SPARK_HOME=$home SPARK_LOCAL_IP=127.0.0.1 SPARK_DAEMON_MEMORY=512m SPARK_LOCAL_DIRS=$dir/local SPARK_WORKER_DIR=$dir/work
mkdir -p "$dir/local" "$dir/work"
start() { # LOG CLASS ARGS...
  local log=$1
  shift
  setsid "$home/bin/spark-class" "$@" >"$dir/$log" 2>&1 </dev/null &
  echo $! >>"$dir/pids"
}
start master.log org.apache.spark.deploy.master.Master --host 127.0.0.1 --port "$port" --webui-port "${SPARK_UI_PORT:-8080}"
for i in $(seq "$workers"); do
  start "worker-$i.log" org.apache.spark.deploy.worker.Worker --host 127.0.0.1 --cores "$cores" --memory "$memory" --webui-port 0 "spark://127.0.0.1:$port"
done

for _ in $(seq 180); do
  there=$(grep -c "Registering worker" "$dir/master.log" || true)
  if [ "$there" -ge "$workers" ]; then
    echo "spark://127.0.0.1:$port"
    exit 0
  fi
  sleep 1
done
echo "up.sh: the cluster did not come up in 180 s; see $dir/*.log" >&2
"$(dirname "$0")/down.sh" "$dir"
exit 1
