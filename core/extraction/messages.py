"""Sentences for people, in English and Russian, for every failure and warning."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from core.extraction.result import FailureCode, Params, WarningCode

Locale = Literal["en", "ru"]


@dataclass(frozen=True, slots=True)
class Sentence:
    """One message; `{names}` are filled from params."""

    en: str
    ru: str


@dataclass(frozen=True, slots=True)
class Counted:
    """A message whose form follows the number in `by`: one, few (Russian), many."""

    by: str
    en: tuple[str, str]
    ru: tuple[str, str, str]


FAILURES: Mapping[FailureCode, Sentence] = {
    FailureCode.EMPTY_FILE: Sentence(
        "The file is empty. Check that it was saved or copied completely and upload it again.",
        "Файл пуст. Проверьте, что он сохранён или скопирован полностью, и загрузите его снова.",
    ),
    FailureCode.ENCRYPTED: Sentence(
        "The file is protected by a password. Save a copy without the password and upload that.",
        "Файл защищён паролем. Сохраните копию без пароля и загрузите её.",
    ),
    FailureCode.DAMAGED: Sentence(
        "The file is damaged and cannot be opened. Open it in its own program, save it again and upload the new copy.",
        "Файл повреждён и не открывается. Откройте его в своей программе, сохраните заново и загрузите новую копию.",
    ),
    FailureCode.TOO_LARGE: Sentence(
        "The file has {size_mb} MB, more than the {limit_mb} MB allowed. Split it or reduce its pictures and upload it again.",
        "Размер файла — {size_mb} МБ, допускается не более {limit_mb} МБ. Разделите файл или уменьшите рисунки и загрузите снова.",
    ),
    FailureCode.WRONG_TYPE: Sentence(
        "The name ends with {extension}, but the content is {found}. Give the file its true extension and upload it again.",
        "Имя файла оканчивается на {extension}, но внутри — {found}. Дайте файлу верное расширение и загрузите его снова.",
    ),
    FailureCode.UNSUPPORTED_TYPE: Sentence(
        "Files of this type ({found}) are not read. Upload the document as PDF, an office file, a text, a picture or a mail.",
        "Файлы такого типа ({found}) не читаются. Загрузите документ в виде PDF, офисного файла, текста, изображения или письма.",
    ),
    FailureCode.TOO_MANY_PAGES: Sentence(
        "The document has {pages} pages, more than the {limit} allowed. Split it and upload the parts.",
        "В документе страниц: {pages}, допускается не более {limit}. Разделите его и загрузите по частям.",
    ),
    FailureCode.TOO_SLOW: Sentence(
        "Reading the file took longer than {limit_seconds} s and was given up. Save it in a simpler form, such as PDF, and upload it again.",
        "Чтение файла заняло больше {limit_seconds} с и было прервано. Сохраните файл в более простом виде, например в PDF, и загрузите снова.",
    ),
    FailureCode.TOO_MUCH_MEMORY: Sentence(
        "Reading the file took more memory than the {limit_mb} MB allowed. Split it or reduce its pictures and upload it again.",
        "Для чтения файла не хватило разрешённых {limit_mb} МБ памяти. Разделите файл или уменьшите рисунки и загрузите снова.",
    ),
    FailureCode.ARCHIVE_BOMB: Sentence(
        "Unpacked, the file takes more than {limit_mb} MB. Split the document or reduce its pictures and upload it again.",
        "В распакованном виде файл занимает больше {limit_mb} МБ. Разделите документ или уменьшите рисунки и загрузите снова.",
    ),
    FailureCode.TOO_MANY_ENTRIES: Sentence(
        "The file is made of {entries} parts, more than the {limit} allowed. Save it again in its own program or split it.",
        "Файл состоит из множества частей ({entries}), допускается не более {limit}. Сохраните его заново в своей программе или разделите.",
    ),
    FailureCode.UNSAFE_XML: Sentence(
        "The file declares XML entities, which office programs never write and attackers do. Save it again in an office program and upload the new copy.",
        "В файле объявлены XML-сущности: офисные программы их не создают, злоумышленники — создают. Сохраните файл заново в офисной программе и загрузите новую копию.",
    ),
    FailureCode.IMAGE_TOO_LARGE: Sentence(
        "The picture has {megapixels} megapixels, more than the {limit} allowed. Reduce it and upload it again.",
        "В изображении {megapixels} Мп, допускается не более {limit} Мп. Уменьшите его и загрузите снова.",
    ),
    FailureCode.NO_TEXT: Sentence(
        "No readable text was found in the file. If it is a scan or a photo, make a sharper one and upload that.",
        "В файле не найдено читаемого текста. Если это скан или фотография, сделайте более чёткую копию и загрузите её.",
    ),
    FailureCode.CRASHED: Sentence(
        "The file made its reader fail, it is probably damaged. Open it in its own program, save it again and upload the new copy.",
        "При чтении файла произошёл сбой, вероятно, он повреждён. Откройте его в своей программе, сохраните заново и загрузите новую копию.",
    ),
    FailureCode.CANCELLED: Sentence(
        "Reading the file was cancelled. Have it read again, or upload it anew.",
        "Чтение файла отменили. Запустите чтение ещё раз или загрузите файл заново.",
    ),
    FailureCode.LOST: Sentence(
        "The file is no longer in the storage. Upload it anew, or have it read again when it was brought back from a backup.",
        "Файла больше нет в хранилище. Загрузите его заново или запустите чтение ещё раз, когда его вернут из резервной копии.",
    ),
}

WARNINGS: Mapping[WarningCode, Sentence | Counted] = {
    WarningCode.OCR_MISSING: Counted(
        "pages",
        en=(
            "{pages} scanned page was not read: install tesseract-ocr, tesseract-ocr-rus.",
            "{pages} scanned pages were not read: install tesseract-ocr, tesseract-ocr-rus.",
        ),
        ru=(
            "Не прочитана {pages} отсканированная страница: установите tesseract-ocr, tesseract-ocr-rus.",
            "Не прочитаны {pages} отсканированные страницы: установите tesseract-ocr, tesseract-ocr-rus.",
            "Не прочитано {pages} отсканированных страниц: установите tesseract-ocr, tesseract-ocr-rus.",
        ),
    ),
    WarningCode.OCR_LANGUAGE_MISSING: Sentence(
        "Scanned pages were read without the language {language}: install tesseract-ocr-{language} and read the document again.",
        "Отсканированные страницы прочитаны без языка {language}: установите tesseract-ocr-{language} и прочитайте документ заново.",
    ),
    WarningCode.OCR_FAILED: Counted(
        "pages",
        en=(
            "{pages} scanned page could not be recognised. Scan it again, sharper or straighter.",
            "{pages} scanned pages could not be recognised. Scan them again, sharper or straighter.",
        ),
        ru=(
            "Не распознана {pages} отсканированная страница. Отсканируйте её ровнее или чётче.",
            "Не распознаны {pages} отсканированные страницы. Отсканируйте их ровнее или чётче.",
            "Не распознано {pages} отсканированных страниц. Отсканируйте их ровнее или чётче.",
        ),
    ),
    WarningCode.OCR_PAGE_LIMIT: Counted(
        "pages",
        en=(
            "{pages} scanned page beyond the first {limit} was not read. Split the document to have all of it read.",
            "{pages} scanned pages beyond the first {limit} were not read. Split the document to have all of it read.",
        ),
        ru=(
            "{pages} отсканированная страница сверх первых {limit} не прочитана. Чтобы прочитать всё, разделите документ.",
            "{pages} отсканированные страницы сверх первых {limit} не прочитаны. Чтобы прочитать всё, разделите документ.",
            "{pages} отсканированных страниц сверх первых {limit} не прочитано. Чтобы прочитать всё, разделите документ.",
        ),
    ),
    WarningCode.PAGE_UNREADABLE: Counted(
        "pages",
        en=(
            "{pages} page is damaged and was not read. Save the document again in its own program.",
            "{pages} pages are damaged and were not read. Save the document again in its own program.",
        ),
        ru=(
            "{pages} страница повреждена и не прочитана. Сохраните документ заново в своей программе.",
            "{pages} страницы повреждены и не прочитаны. Сохраните документ заново в своей программе.",
            "{pages} страниц повреждено и не прочитано. Сохраните документ заново в своей программе.",
        ),
    ),
    WarningCode.TEXT_CUT: Sentence(
        "Only the first {limit_chars} characters were read. Split the document to have all of it found.",
        "Прочитаны только первые {limit_chars} знаков. Чтобы находилось всё, разделите документ.",
    ),
    WarningCode.ENCODING_GUESSED: Sentence(
        "The encoding of this short or damaged text was guessed: {encoding}. If letters look wrong, save it as UTF-8 and upload it again.",
        "Кодировка этого короткого или повреждённого текста угадана: {encoding}. Если буквы выглядят неверно, сохраните его в UTF-8 и загрузите снова.",
    ),
    WarningCode.ATTACHMENTS_SKIPPED: Counted(
        "attachments",
        en=(
            "{attachments} attachment was not taken over: too many, too large or too deeply nested. Upload it as a file of its own.",
            "{attachments} attachments were not taken over: too many, too large or too deeply nested. Upload them as files of their own.",
        ),
        ru=(
            "{attachments} вложение не сохранено: вложений слишком много, они слишком велики или слишком глубоко вложены. Загрузите его отдельным файлом.",
            "{attachments} вложения не сохранены: вложений слишком много, они слишком велики или слишком глубоко вложены. Загрузите их отдельными файлами.",
            "{attachments} вложений не сохранено: вложений слишком много, они слишком велики или слишком глубоко вложены. Загрузите их отдельными файлами.",
        ),
    ),
}

KIND_NAMES: Mapping[str, Sentence] = {
    "text": Sentence("a plain text", "простой текст"),
    "markdown": Sentence("a Markdown text", "текст Markdown"),
    "csv": Sentence("a CSV table", "таблица CSV"),
    "html": Sentence("a web page (HTML)", "веб-страница (HTML)"),
    "rtf": Sentence("an RTF document", "документ RTF"),
    "pdf": Sentence("a PDF document", "документ PDF"),
    "docx": Sentence("a Word document (DOCX)", "документ Word (DOCX)"),
    "xlsx": Sentence("an Excel workbook (XLSX)", "книга Excel (XLSX)"),
    "pptx": Sentence(
        "a PowerPoint presentation (PPTX)", "презентация PowerPoint (PPTX)"
    ),
    "odt": Sentence("an OpenDocument text (ODT)", "текст OpenDocument (ODT)"),
    "ods": Sentence("an OpenDocument spreadsheet (ODS)", "таблица OpenDocument (ODS)"),
    "doc": Sentence("a Word document (DOC)", "документ Word (DOC)"),
    "xls": Sentence("an Excel workbook (XLS)", "книга Excel (XLS)"),
    "ppt": Sentence("a PowerPoint presentation (PPT)", "презентация PowerPoint (PPT)"),
    "eml": Sentence("a mail (EML)", "письмо (EML)"),
    "msg": Sentence("an Outlook mail (MSG)", "письмо Outlook (MSG)"),
    "png": Sentence("a PNG picture", "изображение PNG"),
    "jpeg": Sentence("a JPEG picture", "изображение JPEG"),
    "tiff": Sentence("a TIFF picture", "изображение TIFF"),
    "webp": Sentence("a WebP picture", "изображение WebP"),
    "zip": Sentence("a ZIP archive", "архив ZIP"),
    "binary": Sentence("unknown binary data", "неизвестные двоичные данные"),
}


def explain(
    code: FailureCode | WarningCode, params: Params, language: Locale = "en"
) -> str:
    """Return the sentence for `code`, which says what to do, in `language`."""
    sentence: Sentence | Counted = (
        FAILURES[code] if isinstance(code, FailureCode) else WARNINGS[code]
    )
    return _form(sentence, params, language).format_map(_named(params, language))


def kind_name(kind: str, language: Locale = "en") -> str:
    """Return what people call a kind; a media type without a name stays as it is."""
    name = KIND_NAMES.get(kind)
    return getattr(name, language) if name else kind


def _named(params: Params, language: Locale) -> dict[str, str | int]:
    found = params.get("found")
    if not isinstance(found, str):
        return dict(params)
    return {**params, "found": kind_name(found, language)}


def _form(sentence: Sentence | Counted, params: Params, language: Locale) -> str:
    if isinstance(sentence, Sentence):
        return sentence.en if language == "en" else sentence.ru
    number = int(params[sentence.by])
    if language == "en":
        return sentence.en[number != 1]
    return sentence.ru[_russian_form(number)]


def _russian_form(number: int) -> int:
    if number % 10 == 1 and number % 100 != 11:
        return 0
    is_few = number % 10 in (2, 3, 4) and number % 100 not in (12, 13, 14)
    return 1 if is_few else 2
