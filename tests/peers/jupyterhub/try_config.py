"""The class's JupyterHub as we give it, but for what a test machine has not: accounts, and fixed ports.

Whoever knows the password of the test is let in under any name of the class list, and every server runs as
the user who runs the test, with a home of its own.
"""

import os

c = get_config()  # noqa: F821  JupyterHub puts it here
load_subconfig(os.environ["GIVEN_CONFIG"])  # noqa: F821  so is this

c.JupyterHub.authenticator_class = "shared-password"
c.SharedPasswordAuthenticator.user_password = os.environ["TRY_PASSWORD"]
c.JupyterHub.spawner_class = "simple"
c.SimpleLocalProcessSpawner.home_dir_template = os.environ["TRY_HOMES"] + "/{username}"
# Only a container's root needs it.
c.Spawner.args = [*c.Spawner.args, "--allow-root"]
c.JupyterHub.hub_bind_url = os.environ["TRY_HUB"]
c.ConfigurableHTTPProxy.api_url = os.environ["TRY_PROXY_API"]
c.ConfigurableHTTPProxy.command = os.environ["TRY_PROXY"].split("\n")
