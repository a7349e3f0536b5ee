"""Numbers in sentences of all three languages: value, unit, what they are to the measure."""

import pytest

from vekha.coach import languages
from vekha.coach.normalise import normalise
from vekha.coach.quantities import Reading
from vekha.coach.statement import Bound, Dimension, TimeKind

FROM, TO, BY, EXACT, SCALE = Bound.FROM, Bound.TO, Bound.BY, Bound.EXACT, Bound.SCALE
LEAST, MOST = Bound.AT_LEAST, Bound.AT_MOST


def read(text: str) -> Reading:
    return languages.number_reader(text).read(normalise(text), text)


def said(text: str) -> list[tuple[object, ...]]:
    """Each number as (value, unit, bound), with the rate as a fourth where there is one."""
    return [
        (number.value, number.unit, number.bound, *([number.per] if number.per else []))
        for number in read(text).quantities
    ]


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("Lift renewal rate from 71% to 84%", [(71, "percent", FROM), (84, "percent", TO)]),
        ("Cut onboarding from 9 to 4 days", [(9, "day", FROM), (4, "day", TO)]),
        ("Bring repair time down from five to two hours", [(5, "hour", FROM), (2, "hour", TO)]),
        ("Grow bookings by 18%", [(18, "percent", BY)]),
        ("Sign-ups up 12% MoM", [(12, "percent", BY)]),
        ("Reach $2.5M in new contracts", [(2_500_000, "usd", EXACT)]),
        ("At least 40 stores sell the range", [(40, None, LEAST)]),
        ("No more than 3 escalations per week", [(3, None, MOST, "week")]),
        ("Not less than 95% of parcels arrive on time", [(95, "percent", LEAST)]),
        ("Page weight < 300 ms", [(300, "millisecond", MOST)]),
        ("Crash-free sessions ≥ 99.8%", [(99.8, "percent", LEAST)]),
        ("Answer within 4 hours", [(4, "hour", MOST)]),
        ("Course score of 4.6 out of 5", [(4.6, None, EXACT), (5, None, SCALE)]),
        ("Rating 8/10 in the exit survey", [(8, None, EXACT), (10, None, SCALE)]),
        ("Active teams: 12 → 30", [(12, None, FROM), (30, None, TO)]),
        ("Availability 99.9% (was 98.7%)", [(99.9, "percent", EXACT), (98.7, "percent", FROM)]),
        ("60% of guests return, up from 45%", [(60, "percent", EXACT), (45, "percent", FROM)]),
        ("Double the share of repeat buyers", [(2, "times", BY)]),
        ("Cut waste in half", [(0.5, "times", BY)]),
        ("Two thirds of nurses use the app", [(66.7, "percent", EXACT)]),
        ("Zero payroll errors", [(0, None, EXACT)]),
        ("Earn 1,250 sign-ups a month", [(1250, None, EXACT, "month")]),
        ("Keep churn at 2-3%", [(2, "percent", LEAST), (3, "percent", MOST)]),
        ("Serve 20K+ households", [(20_000, None, LEAST)]),
        ("Revenue +15%", [(15, "percent", BY)]),
        ("Save 1 h 30 min per order", [(5400, "second", EXACT, "item")]),
        ("NPS rises 6 points", [(6, "point", EXACT)]),
        ("Win at least one anchor tenant", [(1, None, LEAST)]),
        ("Twenty-five partners resell the product", [(25, None, EXACT)]),
    ],
)
def test_english_numbers(text: str, numbers: list[tuple[object, ...]]) -> None:
    assert said(text) == numbers


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("Поднять долю продлений с 71 до 84 %", [(71, "percent", FROM), (84, "percent", TO)]),
        ("Сократить приёмку с пяти до двух часов", [(5, "hour", FROM), (2, "hour", TO)]),
        ("Снизить брак на 12 %", [(12, "percent", BY)]),
        ("Увеличить точность прогноза на 3 п. п.", [(3, "percentage_point", BY)]),
        ("Заключить договоры на 40 млн рублей", [(40_000_000, "rub", EXACT)]),
        ("Увеличить поставки на 500 тыс. ₽", [(500_000, "rub", BY)]),
        ("Не менее 30 школ ведут журнал онлайн", [(30, None, LEAST)]),
        ("Не более 2 жалоб на 1000 заказов", [(2, None, MOST), (1000, None, SCALE)]),
        ("Как минимум 15 дилеров ведут склад сами", [(15, None, LEAST)]),
        ("Доля возвратов ниже 4,5 %", [(4.5, "percent", MOST)]),
        ("Свыше 200 волонтёров", [(200, None, LEAST)]),
        ("Ответ врача за 20 минут", [(20, "minute", MOST)]),
        ("Время звонка с 2 мин 30 с до 1 мин 45 с", [(150, "second", FROM), (105, "second", TO)]),
        ("Оценка урока 4,6 из 5", [(4.6, None, EXACT), (5, None, SCALE)]),
        ("Вовлечённость 40 % (сейчас 25 %)", [(40, "percent", EXACT), (25, "percent", FROM)]),
        ("Отгрузка в срок 97 % (было: 88 %)", [(97, "percent", EXACT), (88, "percent", FROM)]),
        ("Достичь NPS 60 (от текущих 48)", [(60, None, EXACT), (48, None, FROM)]),
        ("Вдвое сократить очередь", [(2, "times", BY)]),
        ("Ускорить расчёт в 3 раза", [(3, "times", BY)]),
        ("Половина заявок проходит без оператора", [(50, "percent", EXACT)]),
        ("Связаться с 300 аптеками", [(300, None, EXACT)]),
        ("Курс с 12 модулями", [(12, None, EXACT)]),
        ("120 обращений в месяц", [(120, None, EXACT, "month")]),
        ("Активные склады: 4 → 9", [(4, None, FROM), (9, None, TO)]),
        ("Добиться 13%-ной доли рынка", [(13, "percent", EXACT)]),
        ("Ноль аварий на линии", [(0, None, EXACT)]),
        ("От 50 заявок в неделю", [(50, None, LEAST, "week")]),
        ("Сократить простой со 120 до менее чем 90 минут", [(120, "minute", FROM), (90, "minute", TO)]),
        ("Проверять смены 3 раза в неделю", [(3, None, EXACT, "week")]),
    ],
)
def test_russian_numbers(text: str, numbers: list[tuple[object, ...]]) -> None:
    assert said(text) == numbers


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("将续保率从71%提升至84%", [(71, "percent", FROM), (84, "percent", TO)]),
        ("交付周期从9天缩短到4天", [(9, "day", FROM), (4, "day", TO)]),
        ("次品率降低12%", [(12, "percent", BY)]),
        ("复诊率提高3个百分点", [(3, "percentage_point", BY)]),
        ("新签合同额达到4000万元", [(40_000_000, "cny", TO)]),
        ("海外收入突破1.2亿美元", [(120_000_000, "usd", LEAST)]),
        ("不少于30所学校使用平台", [(30, "organisation", LEAST)]),
        ("投诉不超过2起", [(2, "item", MOST)]),
        ("至少15家门店自主补货", [(15, "organisation", LEAST)]),
        ("退货率低于4.5%", [(4.5, "percent", MOST)]),
        ("服务超过200名志愿者", [(200, "person", LEAST)]),
        ("20分钟内答复患者", [(20, "minute", MOST)]),
        ("平均通话时长控制在2分30秒以内", [(150, "second", MOST)]),
        ("课程评分达到4.6分（满分5分）", [(4.6, "point", TO), (5, "point", SCALE)]),
        ("活跃率提升至40%（当前25%）", [(40, "percent", TO), (25, "percent", FROM)]),
        ("准时率97%（原88%）", [(97, "percent", EXACT), (88, "percent", FROM)]),
        ("线上订单占比12%→30%", [(12, "percent", FROM), (30, "percent", TO)]),
        ("自助办理量翻番", [(2, "times", BY)]),
        ("排队时间减半", [(0.5, "times", BY)]),
        ("三成工单由机器人解决", [(30, "percent", EXACT)]),
        ("百分之八十的学员完成结业", [(80, "percent", EXACT)]),
        ("签下六家代理商", [(6, "organisation", EXACT)]),
        ("每月新增50个试用客户", [(50, "item", BY, "month")]),
        ("日均订单3万单", [(30_000, "item", EXACT, "day")]),
        ("响应时间≤200ms", [(200, "millisecond", MOST)]),
        ("ＮＰＳ≥５０", [(50, None, LEAST)]),
        ("满意度90分以上", [(90, "point", LEAST)]),
        ("一半的门店实现无纸化", [(50, "percent", EXACT)]),
        ("效率提升1.5倍", [(1.5, "times", BY)]),
        ("会员达到500人（目前已有496人）", [(500, "person", TO), (496, "person", FROM)]),
    ],
)
def test_chinese_numbers(text: str, numbers: list[tuple[object, ...]]) -> None:
    assert said(text) == numbers


@pytest.mark.parametrize(
    "text",
    [
        "Get ISO 27001 and SOC 2 ready",
        "Launch version 2.0 in Q3",
        "Найти топ-10 причин отказа",
        "Внедрить 1С для B2B",
        "Закрыть требования 152-ФЗ",
        "建立一体化的第一梯队团队",
        "筹备双十一和618活动",
        "Fix every P1 and SEV2 within the sprint",
        "Support the app 24/7",
        "Подготовить IV квартал 2026 года",
        "Start with zero-based budgeting",
        "Построить отдел с нуля",
        "撰写一份新的营销计划",
        "К семи годам каждый умеет плавать",
        "让三年级学生爱上写信",
    ],
)
def test_names_with_digits_are_no_numbers(text: str) -> None:
    assert said(text) == []


@pytest.mark.parametrize(
    ("text", "words", "kind"),
    [
        ("Open the clinic by 30 June", "by 30 June", TimeKind.DEADLINE),
        ("Ship it by the end of Q3", "by the end of Q3", TimeKind.DEADLINE),
        ("Hire two vets this quarter", "this quarter", TimeKind.PERIOD),
        ("Report every week", "every week", TimeKind.RECURRENCE),
        ("Открыть склад к 1 декабря", "к 1 декабря", TimeKind.DEADLINE),
        ("Завершить ремонт до конца года", "до конца года", TimeKind.DEADLINE),
        ("Снизить отток в III квартале", "в III квартале", TimeKind.PERIOD),
        ("Ежемесячно сверять остатки", "Ежемесячно", TimeKind.RECURRENCE),
        ("6月底前完成验收", "6月底前", TimeKind.DEADLINE),
        ("年底前开出新店", "年底前", TimeKind.DEADLINE),
        ("本季度上线自助机", "本季度", TimeKind.PERIOD),
        ("每周巡检一次", "每周", TimeKind.RECURRENCE),
    ],
)
def test_dates_are_time_frames(text: str, words: str, kind: TimeKind) -> None:
    frames = [(text[frame.span.start : frame.span.end], frame.kind) for frame in read(text).time_frames]
    assert (words, kind) in frames


@pytest.mark.parametrize("label", ["KR1: ", "КР 2. ", "KR-3) ", "O1：", "- KR4: "])
def test_a_label_is_no_part_of_the_sentence(label: str) -> None:
    reading = read(label + "Churn below 4%")
    assert reading.start == len(label)
    assert [number.value for number in reading.quantities] == [4]


def test_a_comma_with_three_digits_is_ambiguous_in_a_russian_text() -> None:
    assert read("Собрать 1,200 отзывов").quantities[0].ambiguous
    assert not read("Collect 1,200 reviews").quantities[0].ambiguous


@pytest.mark.parametrize(
    ("blank", "filled"),
    [
        ("Lift renewals from __ to __%", "Lift renewals from 71 to 84%"),
        ("Calls answered within 24 hours: at least __%", "Calls answered within 24 hours: at least 90%"),
        ("Rating stays at or above __ out of 5", "Rating stays at or above 4 out of 5"),
        ("Доля возвратов с __ до __ % в месяц", "Доля возвратов с 8 до 3 % в месяц"),
        ("Ожидание не дольше __ мин", "Ожидание не дольше 9 мин"),
        ("复购率从 __% 提高到 __%", "复购率从 30% 提高到 45%"),
        ("每月投诉不超过 __ 起", "每月投诉不超过 3 起"),
        ("Win $__M in new contracts", "Win $4M in new contracts"),
    ],
)
def test_a_blank_is_a_number_that_only_the_author_knows(blank: str, filled: str) -> None:
    def what(text: str) -> list[tuple[object, ...]]:
        return [(each.dimension, each.unit, each.bound, each.per) for each in read(text).quantities]

    assert what(blank) == what(filled)
    for number in read(blank).quantities:
        if number.bound is not SCALE:
            assert (number.value is None) == ("__" in blank[number.span.start : number.span.end])


def test_a_phrase_holds_the_words_that_relate_the_number() -> None:
    text = "Поднять долю с 20 до 35 %"
    assert [text[phrase.start : phrase.end] for phrase in read(text).phrases] == ["с 20", "до 35 %"]


def test_a_place_to_be_won_is_a_rank() -> None:
    (number,) = read("进入行业前三").quantities
    assert (number.dimension, number.value) == (Dimension.RANK, 3)


def test_spans_point_into_the_text_as_written() -> None:
    text = "　ＫＲ１：留存率 达到 ５０％"
    (number,) = read(text).quantities
    assert text[number.span.start : number.span.end] == "５０％"


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("One in four visitors books online", [(25, "percent", EXACT)]),
        ("Каждый третий покупатель возвращается", [(33.3, "percent", EXACT)]),
        ("Две пятых заявок закрывает бот", [(40, "percent", EXACT)]),
        ("Сократить брак вполовину", [(0.5, "times", BY)]),
        ("投诉减少五分之二", [(40, "percent", BY)]),
        ("千分之五的包裹破损", [(0.5, "percent", EXACT)]),
        ("库存砍掉一半", [(50, "percent", BY)]),
        ("Снизить простой в 1,5–2 раза", [(1.5, "times", BY), (2, "times", BY)]),
        ("Triple the number of weekly visitors", [(3, "times", BY)]),
    ],
)
def test_parts_and_multiples_in_words(text: str, numbers: list[tuple[object, ...]]) -> None:
    assert said(text) == numbers


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("Donations of 12 k€", [(12_000, "eur", EXACT)]),
        ("Выручка 3.500.000 руб.", [(3_500_000, "rub", EXACT)]),
        ("Снизить закупки на 300 т.р.", [(300_000, "rub", BY)]),
        ("Перевезти 300 т. зерна", [(300, None, EXACT)]),
        ("客单价120块", [(120, "cny", EXACT)]),
        ("上线3块业务屏", [(3, None, EXACT)]),
        ("营业额做到三千五百万", [(35_000_000, None, TO)]),
    ],
)
def test_money_as_people_write_it(text: str, numbers: list[tuple[object, ...]]) -> None:
    assert said(text) == numbers


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("Revenue +500%", [(500, "percent", BY)]),
        ("营收+500%", [(500, "percent", BY)]),
        ("流失率-3个百分点", [(-3, "percentage_point", BY)]),
        ("毛利率20%-25%", [(20, "percent", LEAST), (25, "percent", MOST)]),
        ("Answer in 2-4 hours", [(2, "hour", LEAST), (4, "hour", MOST)]),
        ("Lead time 10 d → 4 d", [(10, "day", FROM), (4, "day", TO)]),
        ("Response time < 10 s", [(10, "second", MOST)]),
        ("Open 12/40 stores", [(12, None, EXACT), (40, None, SCALE)]),
        ("Resolve 200 tickets/week", [(200, None, EXACT, "week")]),
        ("200 заявок/нед", [(200, None, EXACT, "week")]),
    ],
)
def test_signs_and_short_forms(text: str, numbers: list[tuple[object, ...]]) -> None:
    assert said(text) == numbers


@pytest.mark.parametrize(
    ("text", "rank"),
    [
        ("Become a top 5 employer", 5),
        ("Rank #1 in the app store", 1),
        ("Войти в ТОП-100 работодателей", 100),
        ("Занять первое место по отзывам", None),
        ("复购率行业前5", 5),
        ("排名第一", 1),
    ],
)
def test_a_place_among_others_is_a_rank(text: str, rank: float | None) -> None:
    assert [(each.dimension, each.value) for each in read(text).quantities] == [(Dimension.RANK, rank)]


def test_traditional_characters_are_read_as_simplified_ones() -> None:
    assert said("部署時長從40分鐘縮短到10分鐘") == [(40, "minute", FROM), (10, "minute", TO)]
