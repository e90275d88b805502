#!/bin/sh
# Kafka with KRaft: /etc/kafka/server.properties is mounted, KAFKA_CLUSTER_ID is the cluster's id for its whole life.
set -eu
properties=${KAFKA_PROPERTIES:-/etc/kafka/server.properties}
# A tool of a second needs little; what is formatted already is left as it is, and a format that was interrupted is completed.
JDK_JAVA_OPTIONS='-Xmx128m -XX:+UseSerialGC -XX:TieredStopAtLevel=1' java -cp '/opt/tributary/*' kafka.tools.StorageTool format \
  --ignore-formatted --cluster-id "${KAFKA_CLUSTER_ID:?the id of the cluster, 22 characters of base64url}" --config "$properties"
exec java -cp '/opt/tributary/*' kafka.Kafka "$properties"
