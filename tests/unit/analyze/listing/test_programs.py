import pytest

from memscope.analyze.listing.programs import program_of

pytestmark = pytest.mark.unit


@pytest.mark.parametrize(
    ("exe", "command", "program"),
    [
        ("/usr/lib/postgresql/15/bin/postgres", "postgres: checkpointer ", "postgres"),
        ("/usr/sbin/nginx", "nginx: worker process", "nginx"),
        ("/usr/bin/python3.11", "python3 app.py", "python3.11 app.py"),
        ("/bin/python3.11", "python3 -u -X dev /srv/app.py -x", "python3.11 app.py"),
        ("/bin/pypy3.10", "pypy3 -W error -m http.server", "pypy3.10 http.server"),
        ("/usr/bin/python3.11", "python3 -c import=1", "python3.11"),
        ("/usr/bin/python3.11", "python3", "python3.11"),
        ("/usr/bin/python3.11", "python3 -", "python3.11"),
        ("/usr/bin/python3.13t", "python3.13t app.py", "python3.13t app.py"),
        ("/bin/python3", "/bin/python3 /bin/gunicorn app:x", "python3 gunicorn"),
        ("/bin/java", "java -Xmx1g -cp a.jar:b.jar com.a.Main -x", "java com.a.Main"),
        ("/opt/jdk/bin/java", "java -jar /srv/shop.jar", "java shop.jar"),
        ("/opt/jdk/bin/java", "java @args.txt -m a.b/c.Main", "java c.Main"),
        ("/opt/jdk/bin/java", "java -jar", "java"),
        ("/bin/node", "node -r x.js --max-old-space-size=4 app.js", "node app.js"),
        ("/usr/bin/node", "node -e 1", "node"),
        ("/bin/bash", "-bash", "bash"),
        ("/bin/bash", "bash -c sleep_1", "bash"),
        ("/bin/dash", "sh -e run.sh", "dash run.sh"),
        ("/bin/bash", "bash /dev/fd/3", "bash"),
        ("/bin/bash", "bash -- -odd.sh", "bash -odd.sh"),
        ("/usr/bin/busybox", "sh -c x", "busybox sh"),
        ("/usr/bin/busybox", "-sh", "busybox sh"),
        ("/usr/bin/busybox", "busybox", "busybox"),
        ("/usr/share/dotnet/dotnet", "dotnet shop.dll", "dotnet shop.dll"),
        ("/usr/bin/pythonista", "pythonista app.py", "pythonista"),
    ],
)  # fmt: skip
def test_a_program_is_its_file_and_what_an_interpreter_runs(
    exe: str, command: str, program: str
) -> None:
    assert program_of(exe, "comm", command.split(" ")) == program


@pytest.mark.parametrize(
    ("title", "program"),
    [
        ("gunicorn: master [app]", "python3.11 gunicorn"),
        ("celeryd: worker@host:MainProcess", "python3.11 celeryd"),
        ("/usr/bin/uwsgi --ini app.ini", "python3.11 uwsgi"),
        (" ", "python3.11"),
        ("", "python3.11"),
    ],
)
def test_of_a_title_that_it_wrote_itself_the_first_word_counts(
    title: str, program: str
) -> None:
    assert program_of("/usr/bin/python3.11", "gunicorn", [title]) == program


@pytest.mark.parametrize(
    ("name", "cmdline", "program"),
    [
        ("systemd", ["/sbin/init"], "systemd"),
        ("systemd-resolve", ["/lib/systemd/systemd-resolved"], "systemd-resolved"),
        ("systemd-resolve", [], "systemd-resolve"),
        ("systemd-resolve", ["/bin/other"], "systemd-resolve"),
    ],
)
def test_where_the_file_is_hidden_the_kernels_name_has_to_do(
    name: str, cmdline: list[str], program: str
) -> None:
    assert program_of(None, name, cmdline) == program


def test_a_file_without_a_name_is_called_as_the_kernel_calls_it() -> None:
    assert program_of("/memfd:sealed-1", "agent", ["x"]) == "agent"
    assert program_of("/", "agent", []) == "agent"
