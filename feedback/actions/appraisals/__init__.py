"""The verbs of appraisals: what one side writes (`writing`), what both settle (`settling`), what it rests on
(`evidence`), the rounds (`cycles`), where one leaves its usual way (`detours`), and what they are measured by (`templates`, `profiles`).

No word of an appraisal ever stands in a record, a notice or a log: only that, when and by whom.
"""
