"""What `explain` says of each error code: a title, and what to do.

SF1 is a file, SF2 an expectation, SF3 a watched property, SF4 a command line, SF9 a fault of ours.
"""

from __future__ import annotations

CODES: dict[str, tuple[str, str]] = {
    "SF100": (
        "the file cannot be read",
        "It is missing, a folder, or not yours to read. Check the path.",
    ),
    "SF101": (
        "the file is not YAML",
        "YAML stops at the place shown. Often a bracket or a quotation mark is not closed, "
        "a blank after a colon is missing, or a line is indented with a tab. A text that begins "
        'with a special character has to be quoted: "*5", "@home", "% done".',
    ),
    "SF102": (
        "the file is not readable text",
        "Scenarios are UTF-8 without control characters. Save the file as UTF-8. Tables for "
        "`replay` and `export` may be of another encoding: `--encoding cp1251`.",
    ),
    "SF103": (
        "unknown step",
        "A step is one verb, as `- verb` or `- verb: argument`. The README lists the verbs.",
    ),
    "SF104": ("unknown key", "The key is not one of those that belong here. Check its spelling."),
    "SF105": (
        "the same key twice",
        "Most YAML readers keep the last one in silence; we refuse. Remove or rename one.",
    ),
    "SF106": ("a key is missing", "Add the key that the message names."),
    "SF107": (
        "the wrong kind of value",
        "A list, a mapping or a single value was expected here, and another kind was found.",
    ),
    "SF108": ("a value that cannot stand here", "The message says which values can."),
    "SF109": (
        "unknown name",
        "Guardians and children are named under `guardians` and `children`, or by an earlier "
        "`add_child`. Check the spelling; upper and lower case differ.",
    ),
    "SF110": (
        "not a Kazakh mobile number",
        "Write it as +7 701 555 01 01, 8 701 555 01 01 or 77015550101. The short code 1414 is the "
        "sender of every SMS and never a guardian's number. A spreadsheet rounds what it takes for "
        "a number to 7.7E+10, and still knows all its digits: give the column the number format 0 "
        "there, and save it again. What it opened rounded, it has lost.",
    ),
    "SF111": (
        "not a valid IIN or BIN",
        "Both have 12 ASCII digits of which the last is a check digit. For invented people take "
        "dates in 2090–2099, so that the number can belong to nobody. A spreadsheet drops zeros at "
        "the beginning: give the column a number format of 12 zeros there, and save it again.",
    ),
    "SF112": (
        "not a duration or a moment",
        "Durations are written 90m, 3d 4h, 7 days or PT72H; moments 2026-09-01T09:00 (UTC+5 unless "
        "the text says otherwise). In a spreadsheet, give the column the format "
        "yyyy-mm-dd hh:mm:ss. In a table of messages, 2026-09-01 9:00 and 01.09.2026 9:00 are read "
        "too, and +2h means so long after the row before.",
    ),
    "SF113": (
        "YAML anchors, aliases and tags are not read",
        'A plain *5 is an alias to YAML. To mean the text, quote it: "*5".',
    ),
    "SF114": (
        "a limit is exceeded",
        "8 MiB a file, 32 levels, 400,000 values, 10,000 case rows, rows × steps 1,000,000, "
        "10 years of waiting in sum, 32 MiB of filled-in cases, 200 problems. Split the file.",
    ),
    "SF115": (
        "taken already",
        "No two guardians share a handset, no two an entry in МАБ, and a guardian and a child "
        "never share a name.",
    ),
    "SF116": ("unknown clause", "Clauses are R01 to R60; `smsflow explain R07` shows one."),
    "SF117": (
        "a case does not fit",
        "Every row of `cases` has the same columns; each column is used as <column> somewhere, and "
        "each <column> is one of them.",
    ),
    "SF118": (
        "not a message line",
        'A line is `[+2h] 1414 > name: kind`, `[+2h] 1414 > name: "part of its text"` or '
        "`[+2h] name > 1414: text`, in a block that begins with `messages: |`. A row of a table of "
        "messages is from 1414 (what the service has to send), to 1414 (a reply), or from desk (a "
        "step); a reply that is a kind of SMS, like consent_request, has from and to swapped.",
    ),
    "SF119": (
        "two rows of a roster disagree",
        "A child or a guardian that stands in several rows is the same in each, or has empty cells "
        "there after the first. People of one name are told apart by their IINs.",
    ),
    "SF120": (
        "the file is not JSON",
        "JSON stops at the place shown. The file was cut or changed by hand: take it once more "
        "from where it was written.",
    ),
    "SF121": (
        "a saved value does not fit",
        "The path leads to it through the JSON: `$` is the whole, `.name` a key, `[3]` the fourth "
        "of a list. Another version of smsflow may have written the file.",
    ),
    "SF122": (
        "not a CSV table",
        "The first row names the columns, once each, and every row has a cell for each; a column "
        "without a name is passed over as long as it is empty. Cells are separated by commas, "
        "semicolons or tabs. A cell with a separator, a quotation mark or a line break in it is "
        'quoted: "2*1, please"; a quotation mark inside is written twice. A workbook (.xlsx) is no '
        "such table: save its sheet as CSV UTF-8.",
    ),
    "SF123": (
        "rows are not in the order of time",
        "Messages are replayed as they stand. Sort the table by its column `at`; rows of one "
        "moment keep their order.",
    ),
    "SF201": (
        "another consent",
        "The record of this guardian's consent is not what the scenario expects.",
    ),
    "SF202": ("another truth", "What really happened to this guardian is not what was expected."),
    "SF203": ("another voucher", "The status of this child's voucher is not what was expected."),
    "SF204": ("another number of SMS", "1414 sent this guardian more or fewer SMS than expected."),
    "SF205": (
        "other wrongful refusals",
        "The list is exact: everybody recorded `refused` or `lapsed` who never refused nor "
        "ignored the request.",
    ),
    "SF206": (
        "other wrongful consents",
        "The list is exact: everybody recorded `consented` who did not consent.",
    ),
    "SF207": ("other findings", "The findings are exact. A guardian with several takes a list."),
    "SF208": (
        "not rejected as expected",
        "The step just before was not turned down, or by another clause.",
    ),
    "SF210": (
        "no such SMS",
        "No SMS of this kind to this guardian is left that no earlier expectation has claimed.",
    ),
    "SF211": (
        "another SMS",
        "The SMS that was claimed differs from what was expected of it. The texts of 1414 here are "
        "ours: for rows of a real log write the kind of SMS, such as consent_request, or leave "
        "them out, or give the real texts by `--wording FILE`.",
    ),
    "SF212": (
        "an SMS that nobody expected",
        "`expect_no_sms` found an SMS that no expectation and no reply has claimed.",
    ),
    "SF213": (
        "an SMS was left over",
        "Under `unexpected_sms: fail` every SMS has to be claimed by an expectation or a reply.",
    ),
    "SF214": (
        "linking is otherwise",
        "The link between a child and a guardian is in another state than expected. The transcript "
        "shows what was asked of it, and `smsflow explain` says what each state means.",
    ),
    "SF215": (
        "registration is otherwise",
        "The registration of a guardian's number is in another state than expected. The "
        "transcript shows the screens done.",
    ),
    "SF220": (
        "the step was rejected",
        "The rules turn this verb down here. If that is what the scenario shows, let the very "
        "next step be `expect: {rejected: {clause: …}}`.",
    ),
    "SF300": (
        "the table has no row",
        "Something happened for which the memo's table has no rule: a fault of the program.",
    ),
    "SF301": (
        "P1: one request",
        "A guardian got more than one consent request (and `reminders`) in one offer on one "
        "number (R06, R56).",
    ),
    "SF302": (
        "P2: only where needed",
        "A consent request went to somebody without an eligible child (R03).",
    ),
    "SF303": (
        "P3: only to МАБ's number",
        "A consent request went to a number that МАБ does not hold for the guardian (R44).",
    ),
    "SF304": ("P4: link after consent", "A link was sent before the guardian's consent (R10)."),
    "SF305": (
        "P5: no voucher without consent",
        "A grade 5–11 voucher exists without the consents it needs (R57).",
    ),
    "SF306": (
        "P6: a voucher for each child",
        "A covered child has no voucher although the consents are given (R58).",
    ),
    "SF307": (
        "P7: activated by a guardian",
        "A voucher became active other than by a linked guardian's activation (R12).",
    ),
    "SF308": (
        "P8: consent by a reply",
        "The record turned to `consented` other than by a reply from the number МАБ holds (R07).",
    ),
    "SF309": (
        "P9: no voucher from silence or 2*5",
        "A deadline or a refusal formed a voucher (R08, R09).",
    ),
    "SF310": (
        "P10: every SMS has a reason",
        "An SMS was submitted that no row or verb called for.",
    ),
    "SF401": (
        "no such file or folder",
        "Check the path; without one, the folder `scenarios/` is run, and where there is none, the "
        "scenarios that come with smsflow. `smsflow list --copy-to scenarios` writes those there.",
    ),
    "SF402": (
        "nothing was selected",
        "Either no file ends in .yaml or .yml there, or none fits -k, --tag and --clause; with "
        "--last-failed, none of those that did not hold.",
    ),
    "SF403": (
        "a -k expression that cannot be read",
        "Words joined by `and`, `or`, `not` and brackets: -k 'late and not refuse'.",
    ),
    "SF404": (
        "nothing of that name to explain",
        "`explain` knows error codes (SF103), clauses (R07), properties (P5), policy settings, "
        "rows (consent.late_ignored) and faults.",
    ),
    "SF405": (
        "not to be copied",
        "`smsflow list --copy-to FOLDER` copies the scenarios that come with smsflow, those that "
        "-k, --tag and --clause choose, into a folder, and `smsflow replay --sample FOLDER` writes "
        "a roster and messages there. Neither replaces a file: name another folder, or remove what "
        "is there.",
    ),
    "SF406": (
        "a setting that cannot be read",
        "Write --policy late_reply=ignore, once for each setting; a list with commas: "
        "--policy reoffer_covers=refused,lapsed. `smsflow policy` lists the settings.",
    ),
    "SF408": (
        "no such machine",
        "The machines are consent, voucher, linking and registration.",
    ),
    "SF409": (
        "tables are missing",
        "`smsflow replay messages.csv --roster roster.csv` takes two CSV tables, and so does "
        "`smsflow export --refused`. Both are written in UTF-8, or as `--encoding cp1251` says. "
        "`smsflow replay --sample FOLDER` writes two to begin with.",
    ),
    "SF410": (
        "a file cannot be written",
        "The folder is missing or not yours to write in, or the disk is full. Name another file.",
    ),
    "SF411": (
        "a file that is read or written already",
        "A command replaces what stands in the files that it writes, so none of them may be a file "
        "that it reads, nor may two be the same. Name another file.",
    ),
    "SF420": (
        "not to be typed in a chat",
        "`/help` in the chat lists its commands and what they take. A line that does not begin "
        "with a slash is a reply to 1414.",
    ),
    "SF421": (
        "nobody to play",
        "`smsflow chat` plays one guardian: its own, with --children dana=6,arman=9, or one of a "
        "scenario's, with --scenario FILE and --guardian NAME.",
    ),
    "SF422": (
        "a language the stage does not speak",
        "`smsflow demo --language` takes en, kk or ru. CONTRIBUTING.md says how to add one.",
    ),
    "SF430": (
        "the wire cannot be opened",
        "`--carrier smtp` listens on two free ports of 127.0.0.1 and connects to both. A sandbox, "
        "a firewall or a limit on open files keeps it from that. `--carrier memory` needs none.",
    ),
    "SF440": (
        "no address to use",
        "Write HOST:PORT, as 127.0.0.1:2525, localhost:2525 or [::1]:2525. Somebody else "
        "may listen there already; `--listen 127.0.0.1:0` takes a free port, and the first line of "
        "the output says which. `--replies-to` is the SMTP server that gets receipts and replies.",
    ),
    "SF441": (
        "an address beyond this machine",
        "`smsflow serve` is a double for tests: anybody who reaches it can send, and nothing is "
        "encrypted. It keeps to loopback, in both directions, unless `--expose` is given; give "
        "that in a closed test network alone.",
    ),
    "SF442": (
        "no store that a gateway can use",
        "`smsflow serve --store FILE` makes one where there is no file (.smsflow/gateway.db "
        "unless said), and uses none that something else has written, nor another version's. "
        "`smsflow inbox` reads it. While a gateway runs, leave its file where it is: once that is "
        "removed, replaced or damaged, no mail is answered 250, and the gateway ends.",
    ),
    "SF443": (
        "the store is in use",
        "A store has one gateway. Stop the other, or name another file by `--store`. `smsflow "
        "inbox` may look into it at any time.",
    ),
    "SF444": (
        "no such SMS, or an option that this action does not take",
        "SMS are called sms-1, sms-2 and so on; `smsflow inbox` lists those that are there, and "
        "`smsflow inbox show sms-17` shows one. Older ones are let go: `--keep`, `--keep-for`. "
        "`--to`, `--kind`, `--text` and `--after` say which to list or to wait for; `clear` "
        "forgets all. To look at new ones alone, note the last SMS and say `--after` it.",
    ),
    "SF900": (
        "a fault of smsflow itself",
        "Please report it, with the scenario; `--debug` shows where it happened.",
    ),
}
"""What each code is called, and what to know about it."""
