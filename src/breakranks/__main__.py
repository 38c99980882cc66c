"""`breakranks`, and `python -m breakranks`."""

import signal


def main() -> None:
    """Run the command line, which Ctrl-C and a closed pipe end without a word, as they end other programs."""
    # Python's own handlers raise an exception, which while modules load would be shown with all that was going on.
    if signal.getsignal(signal.SIGINT) == signal.default_int_handler:
        signal.signal(signal.SIGINT, signal.SIG_DFL)
    if hasattr(signal, "SIGPIPE"):
        signal.signal(signal.SIGPIPE, signal.SIG_DFL)
    from breakranks.cli import main as run

    try:
        run()
    finally:
        # All that is left to do is to go.
        if signal.getsignal(signal.SIGINT) == signal.default_int_handler:
            signal.signal(signal.SIGINT, signal.SIG_DFL)


if __name__ == "__main__":
    main()
