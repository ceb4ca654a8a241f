"""Makes every golden file again: python test/golden/make.py [topic ...]"""

import pathlib
import subprocess
import sys

TOPICS = ["recurrent", "files", "bidirectional", "cells", "layers", "training-layers", "operations", "models", "data", "losses", "metrics", "optimizers", "rules", "gradients", "callbacks", "fit"]

for topic in sys.argv[1:] or TOPICS:
    subprocess.run([sys.executable, pathlib.Path(__file__).parent / f"{topic}.py"], check=True)
