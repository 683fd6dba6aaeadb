"""A JupyterHub for one class: each trainee has the course's notebooks in a folder of their own.

Trainees are accounts of this computer, so that its own permissions keep them apart;
book/teaching/publishing.md goes through it step by step. The link for the class, to any notebook:

    https://HOST/hub/user-redirect/lab/tree/compassion-at-work/three-systems-coding.ipynb
"""

import os
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
# What is never here: keys, model answers, tutors' notes. The notebooks come from the built site.
NOTEBOOKS = os.environ.get("COMPASSION_NOTEBOOKS", "/srv/compassion/notebooks")
# One user name a line; an empty line or one that begins with # is passed over.
CLASS_LIST = Path(os.environ.get("COMPASSION_CLASS", "/srv/compassion/class.txt"))


def names(path: Path) -> set[str]:
    """Read the user names of a list."""
    lines = (line.strip() for line in path.read_text(encoding="utf-8").splitlines())
    return {line for line in lines if line and not line.startswith("#")}


c = get_config()  # noqa: F821  JupyterHub puts it here

# To this computer alone: nginx or another server with a certificate stands in front.
c.JupyterHub.bind_url = os.environ.get("COMPASSION_HUB_ADDRESS", "http://127.0.0.1:8000")
c.JupyterHub.authenticator_class = "pam"
# Whoever has an account and is not on the list stays out. Nobody is an administrator, who could open
# everybody's folder: whoever runs this computer can see to it without.
c.Authenticator.allowed_users = names(CLASS_LIST)
c.Authenticator.admin_users = set()

# As the trainee, never as root: start.py puts the notebooks there and then starts JupyterLab.
c.Spawner.cmd = [sys.executable, str(HERE / "start.py")]
c.Spawner.environment = {"COMPASSION_NOTEBOOKS": NOTEBOOKS}
c.Spawner.default_url = "/lab"
# A class begins within a few minutes.
c.Spawner.start_timeout = 120
c.JupyterHub.concurrent_spawn_limit = 10
# A server that nobody has used for an hour is stopped; what was saved is in the folder.
c.Spawner.args = [
    "--MappingKernelManager.cull_idle_timeout=3600",
    "--ServerApp.shutdown_no_activity_timeout=3900",
]

# JupyterHub itself keeps who logged in and when, and nothing of what they wrote.
c.JupyterHub.cleanup_servers = True
