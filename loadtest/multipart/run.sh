#!/usr/bin/env bash
# Compares three readers of multipart bodies with a raw PUT; see README.md. usage: run.sh [MiB] [rounds]
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$here/../.." && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mvn ${MAVEN_ARGS:-} -q -B -f "$root/pom.xml" compile dependency:build-classpath -Dmdep.outputFile="$work/classpath"
exec_classpath="$root/target/classes:$(cat "$work/classpath")"
java -Xmx256m -Dio.netty.allocator.type=pooled -Dio.netty.leakDetection.level=disabled \
    -cp "$exec_classpath" "$here/MultipartBench.java" "${1:-1024}" "${2:-3}" "$work/files" 2>&1 | grep -v DEBUG
