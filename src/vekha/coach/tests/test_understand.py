"""What the coach understands of a sentence. The same questions in all three languages."""

import subprocess
import sys
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from vekha.coach import languages
from vekha.coach.document import Language, Span
from vekha.coach.settings import Unusable, own_words
from vekha.coach.statement import Direction, Form, Kind, Role, Statement, Trait
from vekha.coach.understand import understand

IMPERATIVE, FINITE, GERUND, NOUN, STATE = (
    Form.IMPERATIVE,
    Form.FINITE,
    Form.GERUND,
    Form.ACTION_NOUN,
    Form.PASSIVE_STATE,
)


def result(text: str) -> Statement:
    return understand(text, Role.KEY_RESULT)


def words(text: str, span: Span | None) -> str:
    return text[span.start : span.end] if span else ""


def lead(text: str) -> tuple[str, str | None, Form]:
    found = result(text).lead
    assert found is not None, text
    return found.text, found.concept, found.form


# -- the leading predicate


@pytest.mark.parametrize(
    ("text", "predicate"),
    [
        ("Raise the renewal rate to 90%", ("Raise", "increase", IMPERATIVE)),
        ("Successfully roll out the new till system", ("roll out", "launch", IMPERATIVE)),
        ("By the end of Q3, open a second clinic", ("open", "open_place", IMPERATIVE)),
        ("We will publish an annual safety report", ("publish", "publish", FINITE)),
        ("Kick off the supplier audit", ("Kick off", "launch", IMPERATIVE)),
        ("Spin up a data warehouse", ("Spin up", "set_up", IMPERATIVE)),
        ("Book 40 demos with hotels", ("Book", "process", IMPERATIVE)),
        ("Close 20 deals in logistics", ("Close", "sign", IMPERATIVE)),
        ("Close 200 tickets a week", ("Close", "process", IMPERATIVE)),
        ("Close the cash gap", ("Close", "solve", IMPERATIVE)),
        ("Hire four nurses", ("Hire", "hire", IMPERATIVE)),
        ("Double the number of repeat guests", ("Double", "multiply", IMPERATIVE)),
        ("Continue to improve the weekly report", ("Continue", "continue", IMPERATIVE)),
        ("Maintain the current service level", ("Maintain", "keep", IMPERATIVE)),
        ("Work on the loyalty programme", ("Work on", "work_on", IMPERATIVE)),
        ("Launch of the partner portal", ("Launch", "launch", NOUN)),
        ("Warehouse management system rollout", ("rollout", "launch", NOUN)),
        ("The returns portal is deployed and tested", ("is deployed", "deploy", STATE)),
        ("Audit findings have been resolved", ("have been resolved", "fix", STATE)),
        ("Twelve case studies published", ("published", "publish", STATE)),
        ("Reducing the paperwork of nurses", ("Reducing", "reduce", GERUND)),
        ("90% of drivers complete the safety course", ("complete", "complete", FINITE)),
        ("New tenants can pay the rent in two clicks", ("can pay", "pay", FINITE)),
        ("Organic bookings grow 20%", ("grow", "increase", FINITE)),
        ("The average basket increases to 45 euros", ("increases", "increase", FINITE)),
        ("Make the checkout effortless", ("Make", "turn_into", IMPERATIVE)),
        ("Make three training videos", ("Make", "make", IMPERATIVE)),
        ("How might we lower the cost of returns?", ("lower", "reduce", IMPERATIVE)),
        ("Conduct customer interviews", ("Conduct", "hold_event", IMPERATIVE)),
        ("Draft a data protection policy", ("Draft", "create", IMPERATIVE)),
        ("Become the employer of choice for welders", ("Become", "become", IMPERATIVE)),
        ("Finance team closes books in three days", ("closes", "complete", FINITE)),
        ("Restart production at the old plant", ("Restart", "restore", IMPERATIVE)),
        ("Convince three insurers to list our clinics", ("Convince", "negotiate", IMPERATIVE)),
    ],
)
def test_the_predicate_that_opens_an_english_sentence(text: str, predicate: tuple[str, str, Form]) -> None:
    assert lead(text) == predicate


@pytest.mark.parametrize(
    ("text", "predicate"),
    [
        ("Поднять долю продлений до 90 %", ("Поднять", "increase", IMPERATIVE)),
        ("Внедрить новую кассовую систему", ("Внедрить", "implement", IMPERATIVE)),
        ("К концу квартала открыть вторую клинику", ("открыть", "open_place", IMPERATIVE)),
        ("Публикуем годовой отчёт по безопасности", ("Публикуем", "publish", FINITE)),
        ("Запилить сервис возвратов", ("Запилить", "build", IMPERATIVE)),
        ("Зарелизить приложение для водителей", ("Зарелизить", "release", IMPERATIVE)),
        ("Заонбордить 40 ресторанов", ("Заонбордить", "onboard", IMPERATIVE)),
        ("Бустануть продажи абонементов", ("Бустануть", "increase", IMPERATIVE)),
        ("Деплой складского модуля", ("Деплой", "deploy", NOUN)),
        ("Провести 12 мастер-классов", ("Провести", "hold_event", IMPERATIVE)),
        ("Провести опрос жителей", ("Провести опрос", "survey", IMPERATIVE)),
        ("Провести аудит склада", ("Провести аудит", "audit", IMPERATIVE)),
        ("Закрыть 20 сделок с аптеками", ("Закрыть", "sign", IMPERATIVE)),
        ("Закрыть три вакансии логистов", ("Закрыть", "hire", IMPERATIVE)),
        ("Принять участие в пяти ярмарках", ("Принять участие", "participate", IMPERATIVE)),
        ("Существенно сократить очередь в регистратуру", ("сократить", "reduce", IMPERATIVE)),
        ("Удвоить число волонтёров", ("Удвоить", "multiply", IMPERATIVE)),
        ("Продолжать вести реестр договоров", ("Продолжать", "continue", IMPERATIVE)),
        ("Поддерживать работу серверов", ("Поддерживать", "keep", IMPERATIVE)),
        ("Работать над качеством сборки", ("Работать над", "work_on", IMPERATIVE)),
        ("Запуск портала для подрядчиков", ("Запуск", "launch", NOUN)),
        ("Разработка регламента закупок", ("Разработка", "develop", NOUN)),
        ("Учебный портал развёрнут и наполнен", ("развёрнут", "deploy", STATE)),
        ("Введена электронная очередь", ("Введена", "launch", STATE)),
        ("Водители проходят инструктаж онлайн", ("проходят", "finish_step", FINITE)),
        ("80 % заявок обрабатываются без оператора", ("обрабатываются", "process", FINITE)),
        ("Определите три пилотных цеха", ("Определите", "define", IMPERATIVE)),
        ("Сделать запись к врачу простой", ("Сделать", "turn_into", IMPERATIVE)),
        ("Сделать три обучающих ролика", ("Сделать", "make", IMPERATIVE)),
        ("Выйти на рынок Казахстана", ("Выйти на рынок", "enter_market", IMPERATIVE)),
        ("Выйти на окупаемость", ("Выйти на окупаемость", "reach", IMPERATIVE)),
        ("Снижение травматизма на стройках", ("Снижение", "reduce", NOUN)),
        ("Ошибки исправляются в день обращения", ("исправляются", "fix", FINITE)),
        ("Собираем 300 заявок в месяц", ("Собираем", "generate", FINITE)),
        ("Быть самым удобным банком для пекарен", ("Быть", "be", IMPERATIVE)),
        ("Вывозить отходы раз в сутки", ("Вывозить", "ship_goods", IMPERATIVE)),
    ],
)
def test_the_predicate_that_opens_a_russian_sentence(text: str, predicate: tuple[str, str, Form]) -> None:
    assert lead(text) == predicate


@pytest.mark.parametrize(
    ("text", "predicate"),
    [
        ("提升续保率至90%", ("提升", "increase", IMPERATIVE)),
        ("上线新的收银系统", ("上线", "launch", IMPERATIVE)),
        ("三季度末前开设第二家诊所", ("开设", "set_up", IMPERATIVE)),
        ("持续优化仓库拣货流程", ("持续优化", "optimise", IMPERATIVE)),
        ("全面落地无纸化办公", ("落地", "launch", IMPERATIVE)),
        ("梳理合同审批流程", ("梳理", "identify", IMPERATIVE)),
        ("搭建司机培训平台", ("搭建", "build", IMPERATIVE)),
        ("举办12场读书会", ("举办", "hold_event", IMPERATIVE)),
        ("走访40家经销商", ("走访", "visit", IMPERATIVE)),
        ("招聘四名护士", ("招聘", "hire", IMPERATIVE)),
        ("将空驶率从30%降至18%", ("降至", "reduce", IMPERATIVE)),
        ("为商户提供当日结算", ("提供", "deliver", IMPERATIVE)),
        ("通过消防验收", ("通过", "pass", IMPERATIVE)),
        ("通过智能排班减少加班", ("减少", "reduce", IMPERATIVE)),
        ("让老人看病更省心", ("让", "turn_into", IMPERATIVE)),
        ("继续做好台账管理", ("继续做好", "continue", IMPERATIVE)),
        ("保持现有服务水平", ("保持", "keep", IMPERATIVE)),
        ("解决旺季缺工问题", ("解决", "solve", IMPERATIVE)),
        ("建立健全采购制度", ("建立健全", "set_up", IMPERATIVE)),
        ("完成3000万元签约额", ("完成", "reach", IMPERATIVE)),
        ("完成仓库搬迁", ("完成", "complete", IMPERATIVE)),
        ("已上线电子发票", ("上线", "launch", STATE)),
        ("排班系统搭建完成", ("搭建完成", "build", STATE)),
        ("续保率达到90%", ("达到", "reach", FINITE)),
        ("培训覆盖率提升20%", ("提升", "increase", FINITE)),
        ("门店退货量减少三成", ("减少", "reduce", FINITE)),
        ("80%的骑手完成安全认证", ("完成", "complete", FINITE)),
        ("成为本地家长首选的托育机构", ("成为", "become", IMPERATIVE)),
        ("撰写6篇护理科普文章", ("撰写", "write", IMPERATIVE)),
        ("翻新三间手术室", ("翻新", "modernise", IMPERATIVE)),
        ("投诉下降30%", ("下降", "reduce", FINITE)),
        ("注册用户达到100万", ("达到", "reach", FINITE)),
        ("收费员人数增长三分之一", ("增长", "increase", FINITE)),
    ],
)
def test_the_predicate_that_opens_a_chinese_sentence(text: str, predicate: tuple[str, str, Form]) -> None:
    assert lead(text) == predicate


@pytest.mark.parametrize(
    "text",
    [
        "Lead time from 12 to 7 days",
        "Market share of 18%",
        "Support cost per order below 2 euros",
        "Test coverage ≥ 80%",
        "Travel expenses 20% lower",
        "Truck load up to 88%",
        "Средний чек 900 рублей",
        "Удержание водителей 85 %",
        "Покрытие тестами 80 %",
        "培训覆盖率100%",
        "服务满意度≥90分",
        "客单价120元",
    ],
)
def test_a_metric_alone_has_no_predicate(text: str) -> None:
    assert result(text).lead is None


# -- what is measured


@pytest.mark.parametrize(
    ("text", "concept", "start", "target", "delta", "direction"),
    [
        ("Increase seat occupancy from 61% to 75%", "occupancy", "61%", "75%", "", Direction.UP),
        ("Reduce sick leave by 10%", "absenteeism", "", "", "10%", Direction.DOWN),
        ("Average grooming time below 4 hours", None, "", "4 hours", "", Direction.NONE),
        ("Employee turnover under 9% (14% today)", "turnover", "14%", "9%", "", Direction.DOWN),
        ("Сократить текучесть персонала с 30 до 18 %", "turnover", "30", "18 %", "", Direction.DOWN),
        ("Увеличить загрузку цеха на 12 %", "utilisation", "", "", "12 %", Direction.UP),
        ("Доля электронных заявлений 80 % (было 45 %)", None, "45 %", "80 %", "", Direction.UP),
        ("将平均住院日从9天降至7天", "readmissions", "9天", "7天", "", Direction.DOWN),
        ("缩短换线时间15%", "downtime", "", "", "15%", Direction.DOWN),
        ("坪效提升至3000元（当前2400元）", "productivity", "2400元", "3000元", "", Direction.UP),
    ],
)
def test_a_measure_has_its_numbers(
    text: str, concept: str | None, start: str, target: str, delta: str, direction: Direction
) -> None:
    (measure,) = result(text).measures
    numbers = [
        words(text, number.span if number else None) for number in (measure.start, measure.target, measure.delta)
    ]
    assert (measure.concept, *numbers, measure.direction) == (concept, start, target, delta, direction)


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Raise the defect escape rate review score from 3 to 4", "defect escape rate review score"),
        ("Увеличить индекс счастья жильцов с 40 до 60", "индекс счастья жильцов"),
        ("将孵化成功率从20%提升至35%", "孵化成功率"),
        ("Reduce time from order to dispatch from 5 to 2 days", "time from order to dispatch"),
        ("Сократить время от звонка до выезда с 5 до 2 часов", "время от звонка до выезда"),
    ],
)
def test_an_unknown_metric_is_a_measure_by_its_form(text: str, name: str) -> None:
    (measure,) = result(text).measures
    assert measure.name == name


@pytest.mark.parametrize(
    ("text", "trait"),
    [
        ("Get 5,000 likes", Trait.VANITY),
        ("Набрать 5000 подписчиков", Trait.VANITY),
        ("公众号粉丝达到5万", Trait.VANITY),
        ("Hold 30 meetings with tenants", Trait.ACTIVITY),
        ("Провести 30 встреч с арендаторами", Trait.ACTIVITY),
        ("拜访30位租户", Trait.NATURAL_ZERO),
        ("Ship 6 integrations", Trait.OUTPUT),
        ("Выпустить 6 интеграций", Trait.OUTPUT),
        ("发布6个新功能", Trait.OUTPUT),
        ("Increase annual revenue by 10%", Trait.LAGGING),
        ("Увеличить выручку на 10 %", Trait.LAGGING),
        ("营收增长10%", Trait.LAGGING),
    ],
)
def test_traits_are_known_from_the_name(text: str, trait: Trait) -> None:
    assert any(trait in measure.traits for measure in result(text).measures)


@pytest.mark.parametrize(
    "text",
    ["Set up a night shift", "План продаж отдела утверждён", "打造销售团队", "Launch the referral programme page"],
)
def test_a_metric_word_inside_another_noun_measures_nothing(text: str) -> None:
    assert not any(measure.target or measure.delta for measure in result(text).measures)


def test_two_metrics_have_their_own_numbers() -> None:
    measures = result("Raise retention from 60% to 70% and cut churn from 5% to 3%").measures
    assert [(each.concept, each.target.value if each.target else None) for each in measures] == [
        ("retention", 70),
        ("churn", 3),
    ]


# -- clauses


@pytest.mark.parametrize(
    ("text", "purpose"),
    [
        ("Open a night clinic so that parents need not take leave", "so that parents need not take leave"),
        ("Rebuild the app to win back lapsed guests", "to win back lapsed guests"),
        ("Открыть ночной приём, чтобы родители не отпрашивались с работы", "чтобы родители не отпрашивались с работы"),
        ("Обновить парк для снижения простоев", "для снижения простоев"),
        ("建立夜间门诊，以便家长无需请假", "以便家长无需请假"),
        ("开设夜间门诊，从而减少家长请假", "从而减少家长请假"),
    ],
)
def test_purposes_say_what_for(text: str, purpose: str) -> None:
    assert [words(text, span) for span in result(text).purposes] == [purpose]


@pytest.mark.parametrize(
    "text",
    [
        "Help tenants to pay on time",
        "Открыть портал для арендаторов",
        "为租户提供线上缴费",
        "Make it easy to pay the rent",
    ],
)
def test_a_beneficiary_is_no_purpose(text: str) -> None:
    assert result(text).purposes == ()


@pytest.mark.parametrize(
    ("text", "means"),
    [
        ("Cut waste by reusing packaging", "by reusing packaging"),
        ("Enter Spain through local dealers", "through local dealers"),
        ("Сократить простои за счёт новых графиков", "за счёт новых графиков"),
        ("Выйти в регионы через дилеров", "через дилеров"),
        ("通过智能排班降低加班时长", "通过智能排班"),
    ],
)
def test_means_say_by_what(text: str, means: str) -> None:
    assert [words(text, span) for span in result(text).means] == [means]


# -- who does what


@pytest.mark.parametrize(
    ("text", "subject", "object_"),
    [
        ("90% of drivers complete the safety course", "90% of drivers", "the safety course"),
        ("Launch the partner portal by 30 June", "", "the partner portal"),
        ("Портал развёрнут", "Портал", "Портал"),
        ("Запустить портал для подрядчиков за квартал", "", "портал для подрядчиков"),
        ("80%的骑手完成安全认证", "80%的骑手", "安全认证"),
        ("将空驶率从30%降至18%", "", "空驶率"),
    ],
)
def test_a_predicate_has_its_subject_and_object(text: str, subject: str, object_: str) -> None:
    found = result(text).lead
    assert found is not None
    assert (words(text, found.subject), words(text, found.object)) == (subject, object_)


@pytest.mark.parametrize("text", ["Do not raise prices", "Customers don't leave", "Не повышать цены", "不提高价格"])
def test_negation_is_seen(text: str) -> None:
    found = result(text).lead
    assert found is not None
    assert found.negated


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        ("Ship the portal and raise renewals by 20%", [Kind.DELIVER, Kind.CHANGE_UP]),
        ("Запустить портал и поднять продления на 20 %", [Kind.DELIVER, Kind.CHANGE_UP]),
        ("上线门户并提升续约率20%", [Kind.DELIVER, Kind.CHANGE_UP]),
    ],
)
def test_joined_predicates_are_all_found(text: str, kinds: list[Kind]) -> None:
    assert [each.kind for each in result(text).predicates] == kinds


@pytest.mark.parametrize(
    "text", ["A service that delights patients", "Сервис, который радует пациентов", "Build tools which people love"]
)
def test_a_relative_clause_does_not_lead(text: str) -> None:
    found = result(text).lead
    assert found is None or found.concept == "build"


# -- words of a class


@pytest.mark.parametrize(
    ("text", "group", "hit"),
    [
        ("Significantly improve delivery", "vague_amounts", "Significantly"),
        ("Значительно улучшить доставку", "vague_amounts", "Значительно"),
        ("大幅改善配送", "vague_amounts", "大幅"),
        ("Implement a CRM system", "systems", "CRM system"),
        ("Внедрить CRM-систему", "systems", "CRM-систему"),
        ("引入CRM系统", "systems", "CRM系统"),
        ("Become the best bakery in town", "superlatives", "the best"),
        ("Стать лучшей пекарней города", "superlatives", "лучшей"),
        ("成为全城最好的面包房", "superlatives", "最好"),
        ("Отправить воронки продаж в архив", "generic_nouns", "продаж"),
        ("Set a sales record", "records", "record"),
        ("Установить рекорд продаж", "records", "рекорд"),
        ("创历史新高", "records", "历史新高"),
    ],
)
def test_word_classes_are_found_in_any_form(text: str, group: str, hit: str) -> None:
    assert hit in [found.text for found in result(text).found(group)]


def test_a_comparison_with_a_number_is_no_vague_amount() -> None:
    assert result("No more than 3 complaints").found("vague_amounts") == ()
    assert result("Не более 3 жалоб").found("vague_amounts") == ()


@pytest.mark.parametrize(
    ("text", "content"),
    [
        ("Improve the meals of night-shift nurses", ["meals", "night-shift", "nurses"]),
        ("Улучшить питание ночных смен", ["питание", "ночных", "смен"]),
        ("改善夜班伙食", ["夜班", "伙食"]),
    ],
)
def test_content_words_carry_the_meaning(text: str, content: list[str]) -> None:
    assert [hit.text for hit in result(text).content] == content


# -- language


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Внедрить Salesforce Sales Cloud", Language.RU),
        ("完成25万GMV", Language.ZH),
        ("Raise NPS of the app", Language.EN),
        ("MRR до $2M", Language.RU),
        ("Onboard 40 restaurants (сейчас 12)", Language.EN),
    ],
)
def test_the_language_is_told_by_its_letters(text: str, language: Language) -> None:
    assert result(text).language is language


@pytest.mark.parametrize("language", Language)
def test_a_text_without_signs_of_its_own_takes_the_language_around_it(language: Language) -> None:
    assert understand("NPS 9", Role.KEY_RESULT, language).language is language


# -- as a whole


@settings(max_examples=300, deadline=None)
@given(st.text(max_size=80))
def test_any_text_is_understood_without_an_error(text: str) -> None:
    understand(text, Role.OBJECTIVE)


@settings(max_examples=200, deadline=None)
@given(
    st.lists(
        st.sampled_from(
            [
                "Увеличить",
                "提升",
                "Raise",
                "NPS",
                "5%",
                "с",
                "от",
                "до",
                "从",
                "到",
                "to",
                "from",
                "12",
                "(было",
                "чтобы",
                "，",
                ",",
                "для",
                "и",
                "and",
                "和",
                "已",
                "launched",
                "1,200",
                "к",
                "Q3",
                "率",
                ">",
                "-",
                "в месяц",
                "每周",
            ]
        ),
        max_size=12,
    ).map(" ".join)
)
def test_every_span_lies_in_the_text(text: str) -> None:
    found = understand(text, Role.KEY_RESULT)
    spans = [each.span for each in found.predicates] + [each.span for each in found.quantities]
    spans += [each.span for each in found.measures] + [each.span for each in found.time_frames]
    spans += [*found.purposes, *found.means, *(hit.span for hits in found.hits.values() for hit in hits)]
    assert all(0 <= span.start < span.end <= len(text) for span in spans)


# -- a company's own words

OWN = own_words(
    {
        "systems": ["Polaris", "Атлас", "умный склад", "北极星"],
        "metrics": ["trust score", "индекс света", "灯塔指数"],
    }
)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Roll out Polaris in 40 shops", "Polaris"),
        ("Перевести пять цехов на Polaris", "Polaris"),
        ("Обучить бухгалтерию работе с Атласом", "Атласом"),
        ("Запустить умные склады", "умные склады"),
        ("完成北极星部署", "北极星"),
        ("完成Polaris部署", "Polaris"),
    ],
)
def test_a_companys_own_words_are_found_in_every_form(text: str, found: str) -> None:
    own = [
        hit.text for hit in understand(text, Role.KEY_RESULT, own_words=OWN).found("systems") if hit.concept == "own"
    ]
    assert own == [found]
    assert all(hit.concept != "own" for hit in result(text).found("systems"))


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Trust score from 40 to 60", "Trust score"),
        ("Поднять индекс света с 40 до 60", "индекс света"),
        ("灯塔指数从40提升到60", "灯塔指数"),
    ],
)
def test_a_companys_own_metric_takes_its_numbers(text: str, name: str) -> None:
    (measure,) = understand(text, Role.KEY_RESULT, own_words=OWN).measures
    assert (measure.name, measure.start and measure.start.value, measure.target and measure.target.value) == (
        name,
        40,
        60,
    )


@pytest.mark.parametrize("table", [{"planets": ["Mars"]}, {"systems": "Polaris"}, {"systems": [""]}, ["Polaris"]])
def test_own_words_that_mean_nothing_are_refused(table: object) -> None:
    with pytest.raises(Unusable):
        own_words(table)


# -- the author's words in the nominative


@pytest.mark.parametrize(
    ("words", "alone"),
    [
        ("бронирований", "бронирования"),
        ("долю возвратов", "доля возвратов"),
        ("Среднего времени ответа", "Среднее время ответа"),
        ("точных прогнозов поставок", "точные прогнозы поставок"),
        ("быстро растущих рынков", "быстро растущие рынки"),
        ("лидов и сделок", "лиды и сделки"),
        ("новых клиентов, повторных заказов", "новые клиенты, повторные заказы"),
        ("конверсии в оплату", "конверсия в оплату"),
        ("Индексом удовлетворённости (CSAT)", "Индекс удовлетворённости (CSAT)"),
        ("email-кампаний", "email-кампании"),
        ("время ответа", "время ответа"),
        ("среднюю длительность приёма", "средняя длительность приёма"),
        ("50 учеников", "50 учеников"),
        ("NPS", "NPS"),
        ("в магазине", "в магазине"),
        ("", ""),
    ],
)
def test_russian_words_are_named_in_the_nominative(words: str, alone: str) -> None:
    assert languages.nominative(words, Language.RU) == alone


def test_languages_without_cases_leave_words_alone() -> None:
    assert languages.nominative("share of returns", Language.EN) == "share of returns"
    assert languages.nominative("退货率", Language.ZH) == "退货率"


# -- numbers in their sentence


@pytest.mark.parametrize(
    ("text", "name", "start", "target", "direction"),
    [
        ("Churn falls from 5% to 3%", "Churn", 5, 3, Direction.DOWN),
        ("Share of orders delivered on time from 82 to 95 percent", "Share of orders", 82, 95, Direction.UP),
        ("Without raising prices, lift margin to 24%", "margin", None, 24, Direction.UP),
        ("Open 12/40 stores", "stores", None, 12, Direction.NONE),
        ("8 of 10 patients recommend us", "patients", None, 8, Direction.NONE),
        ("8 из 10 пациентов советуют нас друзьям", "пациентов", None, 8, Direction.NONE),
        ("Обучено 12/40 мастеров", "мастеров", None, 12, Direction.NONE),
        ("营收达到3.5亿", "营收", None, 350_000_000, Direction.NONE),
        ("回本周期缩短到6个月", "回本周期", None, 6, Direction.DOWN),
        ("12/40 门店已上线", "门店", None, 12, Direction.NONE),
    ],
)
def test_numbers_find_their_measure(
    text: str, name: str, start: float | None, target: float, direction: Direction
) -> None:
    (measure,) = result(text).measures
    values = (measure.start and measure.start.value, measure.target and measure.target.value)
    assert (measure.name, *values, measure.direction) == (name, start, target, direction)


@pytest.mark.parametrize(
    ("text", "value", "direction"),
    [
        ("Halve the number of late deliveries", 0.5, Direction.DOWN),
        ("2x more bookings", 2, Direction.NONE),
        ("Revenue +30%", 30, Direction.UP),
        ("Churn falls by a third", 33.3, Direction.DOWN),
        ("Вдвое сократить отток", 2, Direction.DOWN),
        ("库存砍掉一半", 50, Direction.DOWN),
    ],
)
def test_a_change_belongs_to_what_changes(text: str, value: float, direction: Direction) -> None:
    (measure,) = result(text).measures
    assert (measure.delta and measure.delta.value, measure.direction) == (value, direction)


@settings(max_examples=80, deadline=None)
@given(st.text(min_size=1, max_size=12), st.integers(1, 400), st.text(max_size=300))
def test_repeated_and_long_texts_are_understood_without_an_error(piece: str, times: int, rest: str) -> None:
    assert understand.__wrapped__((piece * times + rest)[:2000], Role.KEY_RESULT).content is not None


@pytest.mark.parametrize(
    "piece",
    [
        *("a", "я", "的", "1", " ", "1 ", "1,", "1,000", "-", "(", "+1 ", "1/", "5–7% ", "3:", "三", "千万", "百分之"),
        *("提升", "通过", "将", "从1到", "并降低流失率5%", "每周", "进入前", "前十", "12/40 ", "1→", "KR1: "),
        *("from 1 to ", "by doing ", "so that we do ", "and cut churn by 5% ", "share of ", "two hundred "),
        *("с 1 до ", "чтобы ", "время от заказа до ", "и снизить отток на 5% ", "не менее ", "за 3 месяца "),
    ],
)
def test_no_text_takes_long(piece: str) -> None:
    started = time.process_time()
    _ = understand.__wrapped__((piece * 2000)[:2000], Role.KEY_RESULT).content
    assert time.process_time() - started < 2


def test_the_answer_is_the_same_every_time() -> None:
    text = "Запустить портал, чтобы поднять NPS с 40 до 50 и сократить отток на 10 %"
    assert understand.__wrapped__(text, Role.KEY_RESULT) == understand.__wrapped__(text, Role.KEY_RESULT)


def test_an_english_text_loads_no_other_language() -> None:
    program = (
        "import sys; from vekha.coach.understand import understand; from vekha.coach.statement import Role;"
        "understand('Raise retention from 60% to 70%', Role.KEY_RESULT);"
        "sys.exit(bool({'pymorphy3', 'rjieba'} & set(sys.modules)))"
    )
    assert subprocess.run([sys.executable, "-c", program], check=False).returncode == 0


def test_languages_are_detected_for_statements_of_many_scripts() -> None:
    assert languages.detect("", Language.ZH) is Language.ZH


def test_letters_that_have_no_name_are_words_nobody_knows() -> None:
    statement = understand("Рост а\U00017000б с 3 до 5", Role.KEY_RESULT)
    assert [measure.target.value for measure in statement.measures if measure.target] == [5]
