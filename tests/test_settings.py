"""What an owner may set, and what is said of a wrong setting."""

from dataclasses import fields
from pathlib import Path

import pytest

from archive.settings import Settings, SettingsError


def written(directory: Path, text: str) -> Path:
    (directory / "settings.toml").write_text(text, encoding="utf-8")
    return directory


def test_without_a_file_all_is_as_it_comes(tmp_path: Path) -> None:
    assert Settings.read(tmp_path, {}) == Settings()


def test_the_file_sets_and_the_environment_goes_before_it(tmp_path: Path) -> None:
    written(
        tmp_path, 'site_name = "L’écho"\nper_page = 20\ncount_queries = false\nloss_limit = 0.05\nhub = "https://hub.example.org/"'
    )
    read = Settings.read(tmp_path, {"ARCHIVE_PER_PAGE": "30", "ARCHIVE_BASE_URL": "https://echo.example.org"})
    assert (read.site_name, read.per_page, read.count_queries) == ("L’écho", 30, False)
    assert read.base_url == "https://echo.example.org"


def test_a_list_may_stand_in_the_environment_with_commas(tmp_path: Path) -> None:
    written(tmp_path, 'trusted_proxies = ["127.0.0.1"]')
    assert Settings.read(tmp_path, {}).trusted_proxies == ("127.0.0.1",)
    assert Settings.read(tmp_path, {"ARCHIVE_TRUSTED_PROXIES": "::1, 10.0.0.0/8"}).trusted_proxies == ("::1", "10.0.0.0/8")
    assert Settings.read(tmp_path, {"ARCHIVE_TRUSTED_PROXIES": ""}).trusted_proxies == ()


@pytest.mark.parametrize("text", ["yes", "TRUE", "1", "on"])
def test_a_switch_may_be_written_as_people_do(tmp_path: Path, text: str) -> None:
    assert Settings.read(tmp_path, {"ARCHIVE_LOG_QUERIES": text}).log_queries is True


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ('site_nam = "x"', "there is no setting site_nam; these can be set: site_name"),
        ('zone = "Paris"', "Europe/Paris"),
        ('trusted_proxies = ["proxy.example.org"]', "such as 127.0.0.1 or 10.0.0.0/8"),
        ("trusted_proxies = [1]", "a list of addresses or networks"),
        ("trusted_proxies = 1", "a list of addresses or networks"),
        ('allowed_hosts = ["https://echo.example.org"]', "names without port"),
        ("zone = 1", "zone must be a time zone"),
        ("per_page = 0", "between 1 and 100"),
        ("per_page = true", "a whole number"),
        ("max_limit = 101", "between 1 and 100"),
        ('zone = ""', "Europe/Paris"),
        ('zone = "Europe"', "Europe/Paris"),
        ('zone = "../Paris"', "Europe/Paris"),
        ('site_name = "  "', "a name"),
        ('trusted_proxies = ["10.0.0.1/8"]', "such as 127.0.0.1 or 10.0.0.0/8"),
        ('base_url = "echo.example.org"', "https://"),
        ('count_queries = "perhaps"', "true or false"),
        ("site_name = ", "cannot be read"),
    ],
)
def test_a_wrong_setting_is_named_with_its_file_and_what_may_stand_there(tmp_path: Path, text: str, says: str) -> None:
    with pytest.raises(SettingsError) as refused:
        Settings.read(written(tmp_path, text), {})
    assert says in str(refused.value)
    assert "settings.toml" in str(refused.value)


def test_a_wrong_variable_is_named(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="ARCHIVE_ZONE"):
        Settings.read(tmp_path, {"ARCHIVE_ZONE": "Nowhere/At All"})


def test_variables_of_others_are_left_alone(tmp_path: Path) -> None:
    assert Settings.read(tmp_path, {"ARCHIVE_LIBRARY": "/srv", "ARCHIVE_KILLS": "3", "HOME": "/"}) == Settings()


def test_every_setting_is_explained() -> None:
    assert Settings.__doc__ is not None
    for field in fields(Settings):
        assert f"`{field.name}`" in Settings.__doc__
