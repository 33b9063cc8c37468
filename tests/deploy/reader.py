"""A reader of a page without a browser: the websocket, a file sent, a file taken."""

import contextlib
import http.client
import socket
from collections.abc import Iterator

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.Common_pb2 import FileURLs
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.sync.client import ClientConnection, connect

PATIENCE_S = 120


class Reader:
    """
    Someone who has a page open.

    Parameters
    ----------
    wire
        The page's websocket.
    port, path
        Where the atlas is reached.
    who
        The address that is read from.
    """

    EDGE = "-----edge"  # between the parts of what is sent

    def __init__(self, wire: ClientConnection, port: int, path: str, who: str) -> None:
        self._wire, self._port, self._path, self._who = wire, port, path, who
        self.session = self._uploader = ""

    def ask(
        self, path: str, method: str = "GET", body: bytes | None = None, **heads: str
    ) -> tuple[http.client.HTTPResponse, bytes]:
        """Send a request from the reader's address."""
        connection = http.client.HTTPConnection(
            "127.0.0.1", self._port, timeout=PATIENCE_S, source_address=(self._who, 0)
        )
        with contextlib.closing(connection):
            connection.request(method, f"{self._path}{path}", body=body, headers=heads)
            answer = connection.getresponse()
            return answer, answer.read()

    def open(self, page: str, query: str = "") -> str:
        """Open a page and return the id of the first file that it offers."""
        asked = BackMsg()
        asked.rerun_script.page_name = page
        asked.rerun_script.query_string = query
        self._send(asked)
        offered = ""
        for told in self._told():
            if told.HasField("new_session"):
                self.session = told.new_session.initialize.session_id
            elif told.HasField("delta") and told.delta.new_element.HasField("download_button"):
                offered = offered or told.delta.new_element.download_button.deferred_file_id
            elif told.HasField("delta") and told.delta.new_element.HasField("file_uploader"):
                self._uploader = self._uploader or told.delta.new_element.file_uploader.id
            elif told.HasField("script_finished"):
                break
        return offered

    def send(self, name: str, content: bytes) -> int:
        """Bring a file in as the page does; return the status that it is answered with."""
        return self.put(self._urls(name).upload_url, name, content)

    def bring(self, name: str, content: bytes) -> int:
        """Bring a file in, and have the page read it; return the status of what was sent."""
        urls = self._urls(name)
        status = self.put(urls.upload_url, name, content)
        asked = BackMsg()
        asked.rerun_script.page_name = "data"
        state = asked.rerun_script.widget_states.widgets.add()
        state.id = self._uploader
        info = state.file_uploader_state_value.uploaded_file_info.add()
        info.file_id, info.name, info.size = urls.file_id, name, len(content)
        info.file_urls.CopyFrom(urls)
        self._send(asked)
        whole = ForwardMsg.ScriptFinishedStatus.FINISHED_SUCCESSFULLY
        next(
            told
            for told in self._told()
            if told.HasField("script_finished") and told.script_finished == whole
        )
        return status

    def place(self, name: str) -> tuple[str, dict[str, str]]:
        """Return where a file of that name may be sent, and with which heads."""
        return self._urls(name).upload_url, self._heads()

    def put(self, to: str, name: str, content: bytes) -> int:
        """Send a file to an address below the app's; return the status of the answer."""
        head = (
            f'--{self.EDGE}\r\nContent-Disposition: form-data; name="f"; filename="{name}"\r\n\r\n'
        )
        body = head.encode() + content + f"\r\n--{self.EDGE}--\r\n".encode()
        answer, _ = self.ask(f"/{to.lstrip('/')}", "PUT", body, **self._heads())
        return answer.status

    def _urls(self, name: str) -> FileURLs:
        asked = BackMsg()
        asked.file_urls_request.request_id = "1"
        asked.file_urls_request.file_names.append(name)
        asked.file_urls_request.session_id = self.session
        self._send(asked)
        told = next(each for each in self._told() if each.HasField("file_urls_response"))
        return told.file_urls_response.file_urls[0]

    def _heads(self) -> dict[str, str]:
        answer, _ = self.ask("/_stcore/health")
        cookie = answer.getheader("Set-Cookie").partition(";")[0]
        return {
            "Content-Type": f"multipart/form-data; boundary={self.EDGE}",
            "Cookie": cookie,
            "X-Xsrftoken": cookie.partition("=")[2].strip('"'),
        }

    def take(self, offered: str) -> bytes:
        """Take a file that a page offers."""
        asked = BackMsg()
        asked.backend_operation_request.request_id = "2"
        asked.backend_operation_request.session_id = self.session
        asked.backend_operation_request.deferred_file.file_id = offered
        self._send(asked)
        told = next(each for each in self._told() if each.HasField("backend_operation_response"))
        answer, body = self.ask(told.backend_operation_response.deferred_file.url)
        assert answer.status == 200, answer.status
        return body

    def _send(self, asked: BackMsg) -> None:
        self._wire.send(asked.SerializeToString())

    def _told(self) -> Iterator[ForwardMsg]:
        while True:
            told = ForwardMsg()
            told.ParseFromString(self._wire.recv(timeout=PATIENCE_S))
            yield told


@contextlib.contextmanager
def reading(port: int, path: str, who: str) -> Iterator[Reader]:
    """Open a page's websocket from an address and yield its reader."""
    host = f"127.0.0.1:{port}"
    with (
        socket.create_connection(("127.0.0.1", port), PATIENCE_S, (who, 0)) as line,
        connect(
            f"ws://{host}{path}/_stcore/stream",
            sock=line,
            origin=f"http://{host}",
            subprotocols=["streamlit"],
            max_size=None,
        ) as wire,
    ):
        yield Reader(wire, port, path, who)
