"""Desks that are turned away come back as a trickle, however many they are."""

from kacdesk.central.waiting import WaitingRoom
from kacdesk.core.ids import new_id


def test_few_desks_wait_no_longer_than_the_work_at_hand() -> None:
    room = WaitingRoom()
    assert [room.turn_away(new_id(), least_s=2, now_ms=0) for _ in range(10)] == [2] * 10


def test_many_desks_are_spread_over_a_longer_time() -> None:
    room = WaitingRoom()
    told = [room.turn_away(new_id(), least_s=1, now_ms=0) for _ in range(400)]
    assert told == sorted(told)
    assert (told[0], told[-1]) == (1, 50)


def test_nobody_is_sent_off_for_more_than_a_minute() -> None:
    room = WaitingRoom()
    assert max(room.turn_away(new_id(), least_s=1, now_ms=0) for _ in range(2000)) == 60


def test_a_desk_that_asks_again_is_counted_once() -> None:
    room, desk = WaitingRoom(), new_id()
    assert {room.turn_away(desk, least_s=1, now_ms=at) for at in range(0, 60_000, 100)} == {1}


def test_who_was_served_or_never_came_back_is_not_counted() -> None:
    room = WaitingRoom()
    desks = [new_id() for _ in range(200)]
    for desk in desks:
        room.turn_away(desk, least_s=1, now_ms=0)
    for desk in desks[:100]:
        room.let_in(desk)
    assert room.turn_away(new_id(), least_s=1, now_ms=1) == 101 // 8
    assert room.turn_away(new_id(), least_s=1, now_ms=3_600_000) == 1
