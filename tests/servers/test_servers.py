"""The servers that the tests lean on are real, secured, and each test's own corner of them is empty."""

import urllib.error
import urllib.request
from collections.abc import Callable
from socket import create_connection

import psycopg
import pytest
from elasticsearch import AuthorizationException, Elasticsearch
from sqlalchemy import create_engine, make_url, text

from tests.servers.machine import is_root


def test_postgres_gives_every_test_an_empty_database(new_postgres_url: Callable[[], str]):
    first, second = new_postgres_url(), new_postgres_url()
    engine = create_engine(first)
    with engine.begin() as connection:
        connection.execute(text("CREATE TABLE post (id int)"))
        assert connection.scalar(text("SELECT lower('ҚАЗАҚ Ж')")) == "қазақ ж"
    engine.dispose()

    other = create_engine(second)
    with other.connect() as connection:
        assert connection.scalar(text("SELECT count(*) FROM pg_tables WHERE schemaname = 'public'")) == 0
    other.dispose()


def test_postgres_asks_for_a_password(postgres_url: str):
    wrong = make_url(postgres_url).set(drivername="postgresql", password="guessed")
    with pytest.raises(psycopg.OperationalError, match="password authentication failed"):
        psycopg.connect(wrong.render_as_string(hide_password=False))


def test_elasticsearch_speaks_tls_and_knows_the_desks_key(elastic, elastic_prefix: str):
    client = Elasticsearch(elastic.url, api_key=elastic.api_key, ca_certs=str(elastic.ca_file))
    client.index(index=f"{elastic_prefix}-posts", id="1", document={"ru": "дорога"}, refresh=True)

    found = client.search(index=f"{elastic_prefix}-posts", query={"match": {"ru": "дорога"}})

    assert found["hits"]["total"]["value"] == 1
    assert client.info()["version"]["number"].startswith("9.")
    client.close()


def test_the_desks_key_opens_nothing_but_its_own_indices(elastic):
    client = Elasticsearch(elastic.url, api_key=elastic.api_key, ca_certs=str(elastic.ca_file))
    with pytest.raises(AuthorizationException):
        client.indices.create(index="somebody-elses")
    client.close()


def test_elasticsearch_refuses_a_caller_without_a_key(elastic):
    client = Elasticsearch(elastic.url, ca_certs=str(elastic.ca_file))
    assert client.options(ignore_status=401).info().meta.status == 401
    client.close()


def test_chromium_draws_kazakh_letters(page):
    page.set_content("<h1 id=t>Қала әкімдігі</h1>")
    assert page.inner_text("#t") == "Қала әкімдігі"


def test_no_test_reaches_beyond_this_machine():
    with pytest.raises(PermissionError, match="192\\.0\\.2\\.1"):
        create_connection(("192.0.2.1", 80), timeout=1)
    with pytest.raises(urllib.error.URLError):
        urllib.request.urlopen("http://192.0.2.1/", timeout=1)


def test_a_free_port_is_free(free_port: Callable[[], int]):
    assert 1024 < free_port() < 65536
    assert isinstance(is_root(), bool)
