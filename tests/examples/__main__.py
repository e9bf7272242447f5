"""`python -m tests.examples`: adds to the history what is new in the examples."""

import json

from tests.examples import HISTORY, STORY, missing

if __name__ == "__main__":
    HISTORY.mkdir(exist_ok=True)
    for name in STORY:
        new = [json.dumps(line, ensure_ascii=False) + "\n" for line in missing(name)]
        with (HISTORY / f"{name}.jsonl").open("a") as lines:
            lines.writelines(new)
        print(f"{name}: {len(new)} added")
