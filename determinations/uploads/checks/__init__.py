"""What is asked of the columns of an upload. A check is a pure function `(frame, known) -> list[Problem]`.

The modules here have the checks that formats share, by what they ask about. Many of them build a check for the columns
that they are given; each works by columns and loops only over what is bad. Texts are asked about once each
(`kinds.spread`), whatever the number of rows in which they are. What one format alone asks is in that format's file.
"""
