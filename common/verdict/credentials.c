/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Judges the credentials of the probe. */
#include "verdict/credentials.h"

#include "base/text.h"

/* "3 minutes", the caller frees. */
static char *
describe_age(gint64 seconds)
{
	static const struct {
		gint64 from, size;
		const char *unit;
	} units[] = {{172800, 86400, "days"}, {7200, 3600, "hours"}, {120, 60, "minutes"}};

	for (gsize i = 0; i < G_N_ELEMENTS(units); i++)
		if (seconds >= units[i].from)
			return g_strdup_printf("%" G_GINT64_FORMAT " %s", seconds / units[i].size,
					       units[i].unit);
	return g_strdup_printf("%" G_GINT64_FORMAT " second%s", seconds, seconds == 1 ? "" : "s");
}

/* Our own sentences, which say at their end what to do: longer than one value may be. The caller
 * frees. */
static char *
whole(const char *sentence)
{
	enum { SENTENCE_LIMIT = 1024 };

	return text_clean(sentence ? sentence : "", -1, SENTENCE_LIMIT);
}

static void
judge_refused_now(struct check *check, const struct logon *logon, const char *account)
{
	g_autofree char *where = text_line(logon->refused_where);

	check_judge(check, STATE_UNKNOWN, "%s is refused%s", account,
		    logon->scheme == SCHEME_BEARER
			? ": the token is wrong, or has expired"
			: ": a wrong password, or the account is disabled, expired, locked or may "
			  "not log on");
	check_note(check, NOTE_EVIDENCE, "refused at %s%s", where,
		   logon->scheme == SCHEME_NEGOTIATE ? ", by the KDC" : "");
	check_remedy(check, "put it right in %s or in the directory%s",
		     logon->scheme == SCHEME_NEGOTIATE ? "--auth-file, in the keytab,"
						       : "--auth-file",
		     logon->not_recorded ? ""
					 : "; it is not tried again until the password here is "
					   "another one, or --retry-logon is given once");
	if (logon->scheme != SCHEME_NTLM)
		return;
	check_remedy(check,
		     "if it is right: a balancer that opens a new connection to the server for "
		     "every request looks the same; ask a server directly (-I ADDRESS "
		     "--retry-logon)");
}

static void
judge_refused_earlier(struct check *check, const struct logon *logon, const char *account,
		      gint64 now_s)
{
	g_autofree char *where = text_line(logon->refused_where);
	g_autofree char *age = describe_age(MAX(now_s - logon->refused_at_s, 0));

	check_judge(check, STATE_UNKNOWN,
		    "%s was refused %s ago and is not tried again, so that the account is not "
		    "locked",
		    account, age);
	check_note(check, NOTE_EVIDENCE, "refused at %s", where);
	check_remedy(check,
		     "put the password right in --auth-file, or the account in the directory "
		     "and give --retry-logon once");
}

/* FALSE: nothing keeps the probe from logging on. */
static gboolean
judge_hold(struct check *check, const struct logon *logon, const char *account, gint64 now_s)
{
	g_autofree char *trouble = whole(logon->trouble);

	if (logon->secret == SECRET_REFUSED) {
		judge_refused_now(check, logon, account);
		return TRUE;
	}
	switch (logon->hold) {
	case HOLD_REFUSED_EARLIER:
		judge_refused_earlier(check, logon, account, now_s);
		return TRUE;
	case HOLD_BUSY:
		check_judge(check, STATE_UNKNOWN,
			    "other plugins were logging on as %s until the time was up", account);
		check_remedy(check, "spread the checks of this account over time, or give each "
				    "server's checks an account of their own");
		return TRUE;
	case HOLD_NO_BUDGET:
		check_judge(check, STATE_UNKNOWN,
			    "nobody logs on without a record of refusals, for fear of locking %s: "
			    "%s",
			    account, trouble);
		return TRUE;
	case HOLD_HOUR_SPENT:
		check_judge(check, STATE_UNKNOWN,
			    "%s is not tried any more this hour, so that the account is not "
			    "locked: the server neither accepts nor refuses it",
			    account);
		check_remedy(check, "mend what the endpoints say of the answer to the logon; the "
				    "next hour it is tried again");
		return TRUE;
	case HOLD_NONE:
	case HOLD_NO_CREDENTIALS:
	case HOLD_NOT_OFFERED:
	case HOLD_REFUSED_NOW:
	case HOLD_NO_BINDING:
	case HOLD_NOT_NEEDED:
	case HOLD_COUNT:
		break;
	}
	return FALSE;
}

const struct check *
credentials_judge(struct check *root, const struct logon *logon, gint64 now_s)
{
	g_autofree char *account = text_line(logon ? logon->account : NULL);
	struct check *check;
	gboolean held;

	if (!logon)
		return NULL;
	check = check_add(root, "credentials");
	held = judge_hold(check, logon, account, now_s);
	if (logon->not_recorded) {
		g_autofree char *why = whole(logon->not_recorded);

		check_judge(check_add(root, "record"), STATE_WARNING,
			    "what became of the logon could not be written down: %s", why);
	}
	if (!held)
		check_judge(check, STATE_OK, "%s%s", account,
			    logon->secret == SECRET_ACCEPTED ? " logged on"
							     : " was neither accepted nor refused");
	return held ? check : NULL;
}
