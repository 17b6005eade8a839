"""What libraries must find in the environment before any test loads them."""

import os

from bookrun.pool import THREAD_VARIABLES

# Silence before TensorFlow loads: its banner is not a warning that we could mend.
os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "2")
os.environ.setdefault("TF_ENABLE_ONEDNN_OPTS", "0")
# Every worker, and every kernel that a test starts, has one core. With a thread for each core they
# would spend most of the time waiting for each other.
for variable in THREAD_VARIABLES:
    os.environ.setdefault(variable, "1")
