#!/bin/bash
# Makes our own authority and Elasticsearch's certificate, once, and puts each where only those who need it look:
# /authority the authority's key (this script alone), /certs the server's, /ca what clients trust.
set -euo pipefail

ELASTICSEARCH_UID=1000
home=/usr/share/elasticsearch
tool=$home/bin/elasticsearch-certutil

unpack() { # unpack ARCHIVE FOLDER: not every edition of the image carries unzip, every one carries Java
    if command -v unzip > /dev/null; then unzip -q -o "$1" -d "$2"; else (cd "$2" && "$home/jdk/bin/jar" xf "$1"); fi
}

if [ ! -e /authority/ca/ca.key ]; then
    $tool ca --silent --pem --days 3650 --out /authority/ca.zip
    unpack /authority/ca.zip /authority
fi
if [ ! -e /certs/elasticsearch/elasticsearch.key ]; then
    $tool cert --silent --pem --days 3650 --name elasticsearch --dns elasticsearch --dns localhost --ip 127.0.0.1 \
        --ca-cert /authority/ca/ca.crt --ca-key /authority/ca/ca.key --out /authority/elasticsearch.zip
    unpack /authority/elasticsearch.zip /certs
fi
cp /authority/ca/ca.crt /ca/ca.crt
cp /authority/ca/ca.crt /certs/ca.crt
# The image takes its password only from a file that nobody but its own user can read.
cp /run/secrets/elastic_password /certs/elastic_password

chmod 700 /authority
chmod 644 /ca/ca.crt
chmod 400 /certs/elastic_password
chown -R "$ELASTICSEARCH_UID:0" /certs
