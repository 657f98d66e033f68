"""A preview as a user starts it, and what its browser would learn."""

import json
import os
import re
import subprocess
import sys
import threading
import time
import urllib.request

PATIENCE = 90


class Running:
    """A preview of a chapter."""

    def __init__(self, project, chapter, library=None, *words):
        command = [sys.executable, "-m", "is248", "preview", "2016", "--chapter", chapter]
        path = {"PYTHONPATH": str(library)} if library else {}
        self.process = subprocess.Popen(
            [*command, "--no-browser", *words],
            env=os.environ | {"IS248_ROOT": str(project.root)} | path,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        self.address = re.search(r"http\S+", self.process.stdout.readline())[0]
        self.states, self._news = [], threading.Condition()
        threading.Thread(target=self._listen, daemon=True).start()

    def _listen(self):
        with urllib.request.urlopen(f"{self.address}news") as stream:
            for line in stream:
                if line.startswith(b"data: "):
                    with self._news:
                        self.states.append(json.loads(line[6:]))
                        self._news.notify_all()

    def next(self, after=0):
        """How the next making ends, of the states from a number on."""

        def ended():
            return [one for one in self.states[after:] if one["phase"] != "runs"]

        with self._news:
            assert self._news.wait_for(ended, PATIENCE), self.states
            return ended()[0]

    def after(self, edit):
        """How the making ends that an edit causes."""
        before = len(self.states)
        edit()
        return self.next(before)

    def page(self):
        with urllib.request.urlopen(f"{self.address}page") as answer:
            return answer.read().decode()

    def end(self, signal):
        """Seconds until it is gone, and what it left to say."""
        start = time.monotonic()
        self.process.send_signal(signal)
        said = self.process.communicate(timeout=PATIENCE)
        return time.monotonic() - start, said
