"""Settings: defaults < file < environment; anything unknown, wrong, empty or well-known stops the start."""

from datetime import timedelta
from pathlib import Path
from uuid import UUID

import pytest

from matinee.kit.secret import HIDDEN, Secret
from matinee.options import access_options
from matinee.settings import BadSettings, every_key, get, keys, load_settings, shown


def environment(tmp_path: Path, **more: str) -> dict[str, str]:
    return {"MATINEE_DATA_DIR": str(tmp_path), **more}


def test_the_environment_wins_over_the_file_and_the_file_over_the_default(tmp_path: Path) -> None:
    (tmp_path / "matinee.toml").write_text('port = 9001\n[log]\nlevel = "debug"\n[scan]\ninterval = "1h30m"\n')
    settings = load_settings(environment(tmp_path, MATINEE_LOG_LEVEL="error"))
    assert (settings.port, settings.log.level, settings.backup.keep) == (9001, "error", 7)
    assert settings.scan.interval == timedelta(minutes=90)
    assert settings.sources["log.level"] == "environment MATINEE_LOG_LEVEL"
    assert settings.sources["port"] == f"file {tmp_path / 'matinee.toml'}"
    assert "backup.keep" not in settings.sources


def test_every_key_has_a_variable_a_meaning_and_a_place_in_the_tree() -> None:
    settings = load_settings({"MATINEE_DATA_DIR": "/srv/matinee"})
    assert len({key.environment for key in keys()}) == len(keys()) > 20
    for key in keys():
        assert key.description
        shown(get(settings, key))


@pytest.mark.parametrize(
    ("variables", "named"),
    [
        ({"MATINEE_LOG_LEVL": "info"}, r"MATINEE_LOG_LEVL .* Did you mean MATINEE_LOG_LEVEL"),
        ({"MATINEE_PORT": "none"}, r"MATINEE_PORT .* number from 1 to 65535"),
        ({"MATINEE_LOG_LEVEL": "loud"}, r"MATINEE_LOG_LEVEL .* one of debug, info"),
        ({"MATINEE_SCAN_INTERVAL": "12"}, r"MATINEE_SCAN_INTERVAL .* with a unit"),
        ({"MATINEE_TRUSTED_PROXIES": "10.0.0.1,proxy"}, r"trusted_proxies .*'proxy'"),
        ({"MATINEE_PUBLIC_URL": "films.example.org"}, r"public_url .*http"),
        ({"MATINEE_DATA_DIR": "data"}, r"data_dir .*whole path"),
        ({"MATINEE_DATA_DIR": str(Path(__file__).parent / "data")}, r"data_dir .*source"),
    ],
)
def test_what_is_unknown_or_wrong_stops_the_start_by_name(
    variables: dict[str, str], named: str, tmp_path: Path
) -> None:
    with pytest.raises(BadSettings, match=named):
        load_settings(environment(tmp_path) | variables)


@pytest.mark.parametrize(
    "variables",
    [
        {"MATINEE_ADMIN_PASSWORD": "", "MATINEE_ADMIN_USERNAME": "ada"},
        {"MATINEE_ADMIN_PASSWORD": "changeme", "MATINEE_ADMIN_USERNAME": "ada"},
        {"MATINEE_ADMIN_USERNAME": "ada"},
        {"MATINEE_DATABASE_URL": ""},
        {"MATINEE_DATABASE_URL": "postgresql://matinee:password@db/matinee"},
        {"MATINEE_REDIS_URL": "redis://:@cache/0"},
    ],
)
def test_h39_default_and_empty_secrets_stop_the_start_and_are_not_repeated(
    variables: dict[str, str], tmp_path: Path
) -> None:
    with pytest.raises(BadSettings) as refused:
        load_settings(environment(tmp_path) | variables)
    assert "changeme" not in refused.value.detail
    assert "password@" not in refused.value.detail


def test_h39_a_secret_is_never_shown(tmp_path: Path) -> None:
    (tmp_path / "password").write_text("Correct-Horse-7\n")
    settings = load_settings(
        environment(
            tmp_path,
            MATINEE_DATABASE_URL="postgresql://ada:Hidden-Word-9@db/films",
            MATINEE_ADMIN_USERNAME="ada",
            MATINEE_ADMIN_PASSWORD_FILE=str(tmp_path / "password"),
        )
    )
    told = repr(settings) + "".join(shown(get(settings, key)) for key in keys())
    assert HIDDEN in told
    assert "Hidden-Word" not in told
    assert "Correct-Horse" not in told
    assert settings.admin_password == Secret("Correct-Horse-7")


def test_a_file_with_an_unknown_key_is_named(tmp_path: Path) -> None:
    file = tmp_path / "elsewhere.toml"
    file.write_text("[log]\ncolour = true\n")
    with pytest.raises(BadSettings, match=rf"log\.colour \(file {file}\)"):
        load_settings(environment(tmp_path, MATINEE_CONFIG_FILE=str(file)))
    file.write_text("port = [")
    with pytest.raises(BadSettings, match="not valid TOML"):
        load_settings(environment(tmp_path, MATINEE_CONFIG_FILE=str(file)))
    with pytest.raises(BadSettings, match="there is no file"):
        load_settings(environment(tmp_path, MATINEE_CONFIG_FILE="/nonexistent.toml"))


def test_data_goes_to_the_users_data_folder_and_without_a_home_it_asks(tmp_path: Path) -> None:
    assert load_settings({"XDG_DATA_HOME": str(tmp_path), "HOME": "/home/x"}).data_dir == tmp_path / "matinee"
    assert load_settings({"HOME": str(tmp_path)}).data_dir == tmp_path / ".local/share/matinee"
    with pytest.raises(BadSettings, match="MATINEE_DATA_DIR"):
        load_settings({"HOME": "/"})


def test_what_kubernetes_adds_for_a_service_of_our_name_is_no_setting(tmp_path: Path) -> None:
    added = {"MATINEE_PORT": "tcp://10.0.0.1:8096", "MATINEE_SERVICE_HOST": "10.0.0.1", "MATINEE_PORT_8096_TCP": "x"}
    assert load_settings(environment(tmp_path) | added).port is None


def test_providers_of_single_sign_on_have_names_of_their_own(tmp_path: Path) -> None:
    (tmp_path / "matinee.toml").write_text(
        '[oidc.home]\nissuer = "https://a.example"\nclient_id = "m"\nroles = ["boss=manager"]\n'
    )
    variables = {
        "MATINEE_OIDC_HOME_CLIENT_SECRET": "s3cret of the two",
        "MATINEE_OIDC_AT_WORK_ISSUER": "https://b.example/x/",
        "MATINEE_OIDC_AT_WORK_CLIENT_ID": "n",
        "MATINEE_OIDC_AT_WORK_LIBRARIES": "kids=0192f0c0-0000-7000-8000-000000000001,grown=all",
    }
    settings = load_settings(environment(tmp_path, **variables))
    home, work = (each.provider for each in access_options(settings).providers)
    assert (home.id, home.issuer, home.has_secret, home.roles) == (
        "home",
        "https://a.example",
        True,
        {"boss": "manager"},
    )
    assert (work.id, work.client_id, work.has_secret) == ("at_work", "n", False)
    assert work.libraries == {"kids": [UUID("0192f0c0-0000-7000-8000-000000000001")], "grown": "all"}
    told = {key.name: shown(get(settings, key)) for key in every_key(settings)}
    assert told["oidc.home.client_secret"] == HIDDEN
    assert told["oidc.at_work.issuer"] == "https://b.example/x/"


@pytest.mark.parametrize(
    ("variables", "named"),
    [
        ({"MATINEE_OIDC_HOME_ISSUER": "https://a.example"}, "home: it needs an issuer and a client_id"),
        ({"MATINEE_OIDC_HOME_ISUER": "https://a.example"}, "MATINEE_OIDC_HOME_ISUER"),
        ({"MATINEE_OIDC_HOME_CREATE_ACCOUNTS": "maybe"}, "one of off, on, groups"),
    ],
)
def test_provider_that_cannot_be_stops_the_start(variables: dict[str, str], named: str, tmp_path: Path) -> None:
    with pytest.raises(BadSettings, match=named):
        load_settings(environment(tmp_path) | variables)
