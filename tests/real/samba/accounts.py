#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The users of a Samba domain controller, changed and read in its own database.

accounts.py CONFIG make              makes the users on standard input, lines "NAME<tab>PASSWORD<tab>KIND";
                                     KIND is good, disabled, expired or must-change
accounts.py CONFIG show NAME         prints badPwdCount and whether the user is locked out
accounts.py CONFIG lock-after COUNT  sets how many wrong passwords lock a user out
"""
import sys

import ldb
from samba.auth import system_session
from samba.param import LoadParm
from samba.samdb import SamDB


def make(database):
    for line in sys.stdin:
        name, password, kind = line.rstrip("\n").split("\t")
        database.newuser(name, password, force_password_change_at_next_login_req=kind == "must-change")
        this = "(sAMAccountName=%s)" % ldb.binary_encode(name)
        if kind == "disabled":
            database.disable_account(this)
        if kind == "expired":
            database.setexpiry(this, -86400)


def show(database, name):
    [user] = database.search(database.domain_dn(), scope=ldb.SCOPE_SUBTREE,
                             expression="(sAMAccountName=%s)" % ldb.binary_encode(name),
                             attrs=["badPwdCount", "lockoutTime"])
    number = {name: int(user.get(name, idx=0) or 0) for name in ("badPwdCount", "lockoutTime")}
    print(number["badPwdCount"], "locked" if number["lockoutTime"] else "open")


def lock_after(database, count):
    message = ldb.Message(ldb.Dn(database, database.domain_dn()))
    # Passwords of the day are hexadecimal: without capitals.
    for name, value in (("lockoutThreshold", count), ("pwdProperties", "0")):
        message[name] = ldb.MessageElement(value, ldb.FLAG_MOD_REPLACE, name)
    database.modify(message)


def main():
    config = LoadParm()
    config.load(sys.argv[1])
    database = SamDB(session_info=system_session(), lp=config)
    {"make": make, "show": show, "lock-after": lock_after}[sys.argv[2]](database, *sys.argv[3:])


if __name__ == "__main__":
    main()
