"""How Sphinx builds this site. `make docs` installs what it needs and builds it, with warnings as errors."""

from __future__ import annotations

import sys
from pathlib import Path

from adal_theory import __version__

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE / "_extensions"))

project = "AdaL Theory"
author = "the AdaL Theory contributors"
copyright = "the AdaL Theory contributors, Apache License 2.0"
release = version = __version__

extensions = [
    "myst_nb",  # Markdown pages; notebooks are executed at build
    "numpydoc",
    "sphinx.ext.autodoc",
    "sphinx.ext.autosummary",
    "sphinx.ext.viewcode",
    "sphinx_copybutton",
    "sphinx_design",
    "mathml",
    "docstrings",
    "generated",
    "links",
    "included",
    "accessible",
]
templates_path = ["_templates"]
exclude_patterns = ["_build", "_extensions", "**/.ipynb_checkpoints", "jupyter_execute"]
highlight_language = "python"

# Pages
myst_enable_extensions = ["amsmath", "attrs_block", "attrs_inline", "colon_fence", "deflist", "dollarmath", "html_image"]
myst_heading_anchors = 4
myst_update_mathjax = False
myst_links_external_new_tab = False
suppress_warnings = ["myst.header"]  # pages that are included begin at a level of their own

# Notebooks: each is run from the start whenever the site is built, and a failing cell fails the build.
nb_execution_mode = "force"
nb_execution_raise_on_error = True
nb_execution_timeout = 120
nb_ipywidgets_js: dict[str, dict[str, str]] = {}  # the default is loaded from a content network

# Reference
autodoc_typehints = "none"  # the docstrings say in words what is taken, with shapes, units and ranges
autodoc_member_order = "bysource"
autosummary_generate = False
numpydoc_show_class_members = False
numpydoc_class_members_toctree = False
default_role = "literal"  # docstrings write `names` in single backticks

# Every reference must lead somewhere (`sphinx-build -n`); names of Python types that other packages own have no page here.
nitpick_ignore_regex = [(r"py:(class|obj)", r"(?!adal_theory\.).*")]

html_theme = "furo"
html_title = f"AdaL Theory {__version__}"
html_static_path = ["_static"]
html_css_files = ["site.css"]
html_math_renderer = "mathml"
html_copy_source = False
html_show_sourcelink = False
pygments_style = "a11y-high-contrast-light"
pygments_dark_style = "a11y-high-contrast-dark"
copybutton_prompt_text = r"\$ |>>> |\.\.\. "
copybutton_prompt_is_regexp = True
html_theme_options = {
    "light_css_variables": {"color-brand-primary": "#0a5c96", "color-brand-content": "#0a5c96"},
    "dark_css_variables": {"color-brand-primary": "#7cc0f2", "color-brand-content": "#7cc0f2"},
}
