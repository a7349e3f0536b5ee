"""When check-ins are asked for: the moments of a rhythm. Pure: days, hours and zones in, moments out."""

from datetime import date, datetime, time, timedelta, tzinfo

WEEK = timedelta(days=7)


def last_moment(rhythm: str, *, day: int, hour: int, zone: tzinfo, starts: date, now: datetime) -> datetime | None:
    """The last moment up to now at which check-ins were asked for; None before the first one, or without a rhythm.

    Every week on that weekday at that hour of that zone; every two weeks in each second week since `starts`; every
    month on its last such weekday.
    """
    today = now.astimezone(zone).date()
    asked = today - timedelta(days=(today.weekday() - day) % 7)
    if datetime.combine(asked, time(hour), zone) > now:
        asked -= WEEK
    if rhythm == "two_weekly":
        first_week = starts - timedelta(days=starts.weekday())
        if (asked - first_week).days // 7 % 2 == 0:
            asked -= WEEK
    elif rhythm == "monthly":
        while (asked + WEEK).month == asked.month:
            asked -= WEEK
    elif rhythm != "weekly":
        return None
    return datetime.combine(asked, time(hour), zone) if asked >= starts else None
