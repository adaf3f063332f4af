"""The demo: two companies with their people, help pages and two weeks of tickets, told by the verbs of the product.

`main()` tells the story once and can be asked again and again; `main(tickets=100_000)` fills a big tenant for
benchmarks; `summary()` says where everything is and who may sign in.
"""

from polydesk.demo.guide import summary
from polydesk.demo.telling import main

__all__ = ["main", "summary"]
