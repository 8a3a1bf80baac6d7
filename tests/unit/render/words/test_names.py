import pytest
from msgspec.structs import replace

from memscope.render.words.names import process_name
from tests.tui.synthetic import process

pytestmark = pytest.mark.unit


@pytest.mark.parametrize(
    ("command", "name"),
    [
        ("python3 samples/anatomy.py", "anatomy"),
        ("python3 server.py --port 80", "server"),
        ("python3 -X dev -W error -u server.py", "server"),
        ("python3 -m http.server 8000", "http.server"),
        ("python3 -I samples/app.py --workers 8", "app"),
        ("ruby -I ./lib ./bin/tool.rb", "tool.rb"),
        ("python3 -c print(1/2)", "python3"),
        ("python3 - a/b", "python3"),
        ("python3", "python3"),
        ("node --require ./hook.js app.js", "app.js"),
        ("node -e a/b", "node"),
        ("java -cp /usr/share/java/x.jar Main", "java"),
        ("java -jar /opt/app.jar", "app.jar"),
        ("server lib/x.py", "server"),
    ],
)
def test_a_process_is_called_by_the_script_that_it_runs(
    command: str, name: str
) -> None:
    words = tuple(command.split())
    one = replace(process(), name=words[0], cmdline=words)

    assert process_name(one) == name
