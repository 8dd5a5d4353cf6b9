#!/bin/bash
# Gives the desk its own user in Elasticsearch, with the rights of role.json and no others. May be run again at any
# time: to change the password, change the file and run it.
set -euo pipefail

url=${ELASTICSEARCH_URL:-https://elasticsearch:9200}
ca=${CA_FILE:-/ca/ca.crt}
secrets=${SECRETS:-/run/secrets}
role=${ROLE_FILE:-/deploy/role.json}

# The passwords go by standard input and never by an argument, which every process of the machine could read.
send() { # send PATH BODY
    { printf 'user = "%s:%s"\n' "${ADMIN_USER:-elastic}" "$(cat "$secrets/elastic_password")"
      printf 'data = "%s"\n' "$(printf '%s' "$2" | tr -d '\n' | sed 's/["\\]/\\&/g')"
    } | curl --silent --show-error --fail-with-body --cacert "$ca" --config - \
        --request PUT --header 'Content-Type: application/json' "$url$1"
    echo
}

send /_security/role/nazar "$(cat "$role")"
send /_security/user/nazar "{\"password\": \"$(cat "$secrets/elasticsearch_password")\", \"roles\": [\"nazar\"]}"
