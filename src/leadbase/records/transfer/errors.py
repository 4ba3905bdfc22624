"""Everything that can be wrong with a file or with what is asked of it."""

from __future__ import annotations

from leadbase.kit.errors import Conflict, Invalid, NotFound, TooMuch, Unavailable


class ImportUnknown(NotFound):
    """There is no import {import_id} in this workspace, or none that you may see; imports are kept for 30 days."""

    code = "import_unknown"
    zh = "这个工作区里没有导入 {import_id}，或你无权查看；导入保留 30 天。"


class FileTooLarge(TooMuch):
    """The file is larger than {limit}; split it, or let an administrator raise LEADBASE_IMPORT_LIMIT."""

    code = "file_too_large"
    zh = "文件超过 {limit}；请拆分文件，或请管理员调高 LEADBASE_IMPORT_LIMIT。"


class ImportNoSpace(Unavailable):
    """The disk has {free_mib} MiB left, which leads need, so the file was not taken; make room on the server."""

    code = "import_no_space"
    zh = "未接收该文件：磁盘只剩 {free_mib} MiB，要留给线索；请先在服务器上腾出空间。"


class FileEmpty(Invalid):
    """The file has no rows; choose one with a header and at least one row."""

    code = "file_empty"
    zh = "文件中没有数据行；请选择含表头和至少一行数据的文件。"


class FileNotReadable(Invalid):
    """This is no CSV, TSV or xlsx file ({reason}); save the table as one of these and choose that file."""

    code = "file_not_readable"
    zh = "这不是 CSV、TSV 或 xlsx 文件（{reason}）；请另存为其中一种格式后再选择。"


class TextUndecodable(Invalid):
    """The file is not {encoding} throughout: it breaks at line {line}, column {column}; save it as UTF-8."""

    code = "text_undecodable"
    zh = "文件不全是 {encoding} 编码：在第 {line} 行第 {column} 列出错；请另存为 UTF-8 编码。"


class LineTooLong(TooMuch):
    """Line {line} has a cell of more than {limit} characters; perhaps a quotation mark before it is not closed."""

    code = "line_too_long"
    zh = "第 {line} 行有超过 {limit} 个字符的单元格；可能前面有引号没有闭合。"


class RowTooWide(TooMuch):
    """Line {line} has more than {limit} cells; choose the right separator, or leave columns out."""

    code = "row_too_wide"
    zh = "第 {line} 行超过 {limit} 个单元格；请选择正确的分隔符，或减少列。"


class WorkbookTooLarge(TooMuch):
    """The workbook is too large to be opened safely ({reason}); save the sheet as CSV and choose that file."""

    code = "workbook_too_large"
    zh = "工作簿过大，无法安全打开（{reason}）；请把工作表另存为 CSV 后再选择。"


class WorkbookBroken(Invalid):
    """The workbook can't be opened ({reason}); open it in a spreadsheet program and save it anew."""

    code = "workbook_broken"
    zh = "工作簿无法打开（{reason}）；请用表格软件打开后重新保存。"


class SheetUnknown(Invalid):
    """The workbook has no sheet {sheet}; it has {known}."""

    code = "sheet_unknown"
    zh = "工作簿没有工作表 {sheet}；它有 {known}。"


class PlanEmpty(Invalid):
    """No column of the file goes into a field; choose a field for one at least."""

    code = "import_plan_empty"
    zh = "没有任何列对应到字段；请至少为一列选择字段。"


class ColumnNotThere(Invalid):
    """The file has {count} columns, and the plan names one beyond them; look at its preview."""

    code = "import_column_not_there"
    zh = "文件只有 {count} 列，而导入设置用到了之后的列；请查看预览。"


class ColumnUnknown(Invalid):
    """The file has no column {column}; it has {known}."""

    code = "import_column_unknown"
    zh = "文件没有列 {column}；它有 {known}。"


class FieldForTwoColumns(Invalid):
    """The field {field} is chosen for two columns; choose another for one of them."""

    code = "import_field_twice"
    zh = "字段 {field} 对应了两列；请为其中一列改选字段。"


class FieldNotImportable(Invalid):
    """The value of the field {field} comes by itself and can't be imported; leave its column out."""

    code = "import_field_computed"
    zh = "字段 {field} 的值由系统给出，不能导入；请不要导入这一列。"


class KeyMissing(Invalid):
    """It is not chosen by which fields a record is the same; choose one, or make a record of each row."""

    code = "import_key_missing"
    zh = "还没有选择按哪些字段判断是同一条记录；请选择字段，或全部新建。"


class KeyWithoutColumn(Invalid):
    """Records are to be found by the field {field}, but no column goes into it; choose one, or another field."""

    code = "import_key_without_column"
    zh = "要按字段 {field} 查找记录，但没有列对应到它；请为它选择一列，或换一个字段。"


class TableNotChosen(Invalid):
    """It is not chosen yet into which table the file goes; name a table, or make one from the file."""

    code = "import_table_not_chosen"
    zh = "还没有选择导入到哪个数据表；请选择数据表，或由文件新建一个。"


class ImportBegun(Conflict):
    """The import {import_id} has begun and can't be changed any more; choose the file anew."""

    code = "import_begun"
    zh = "导入 {import_id} 已经开始，不能再修改；请重新选择文件。"


class ImportNotEnded(Conflict):
    """The import {import_id} has written nothing yet, or still writes; it can be undone once it has ended."""

    code = "import_not_ended"
    zh = "导入 {import_id} 还没有写入，或仍在写入；结束后才能撤销。"


class ImportUndone(Conflict):
    """The import {import_id} is undone already."""

    code = "import_undone"
    zh = "导入 {import_id} 已经撤销。"


class FileGone(Unavailable):
    """The file of the import {import_id} is not on this machine; share the data folder, or choose the file anew."""

    code = "import_file_gone"
    zh = "导入 {import_id} 的文件不在这台机器上；请共享数据目录，或重新选择文件。"


class PageContended(Unavailable):
    """Others take the same unique values just now; the page is tried again."""

    code = "import_page_contended"
    zh = "其他人正在写入相同的唯一值；本页稍后重试。"


class ExportMasked(Invalid):
    """Every field that you asked for is one that you see only in part; such fields are not exported."""

    code = "export_masked"
    zh = "你选择的字段都只对你部分可见；这类字段不会导出。"
