//! How lines are set: two columns with a hanging indent on a narrow terminal, five columns on a wide one. Nothing is wider
//! than the terminal, and only remedies are cut.

use super::line::TableLine;
use super::options::TableOptions;
use crate::audit::Status;
use crate::model::Severity;
use comfy_table::presets::UTF8_FULL;
use comfy_table::{
    Attribute, Cell, CellAlignment, Color, ColumnConstraint, ContentArrangement, Table, TableStyle,
    Width,
};
use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

const INDENT: usize = 2;
const LABEL: usize = 4;
const GAP: usize = 2;
/// From this width on, a finding stands on one line.
const WIDE: usize = 120;

/// How a text looks, where colour is on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Look {
    Normal,
    Strong,
    Faint,
    Good,
    Warning,
    Bad,
}

impl Look {
    fn on(self, cell: Cell) -> Cell {
        match self {
            Self::Normal => cell,
            Self::Strong => cell.add_attribute(Attribute::Bold),
            Self::Faint => cell.add_attribute(Attribute::Dim),
            Self::Good => cell.fg(Color::Green).add_attribute(Attribute::Bold),
            Self::Warning => cell.fg(Color::Yellow).add_attribute(Attribute::Bold),
            Self::Bad => cell.fg(Color::Red).add_attribute(Attribute::Bold),
        }
    }
}

/// The first word of a line; says in letters what its colour says.
fn label(line: &TableLine) -> Cell {
    let word = |word, color| Cell::new(word).fg(color);
    match (line.status, line.severity) {
        (Status::Fail, Severity::Critical) => Look::Bad.on(Cell::new("CRIT")),
        (Status::Fail, Severity::High) => word("HIGH", Color::Red),
        (Status::Fail, Severity::Medium) => word("MED", Color::Yellow),
        (Status::Fail, Severity::Low) => word("LOW", Color::Cyan),
        (Status::Fail, Severity::Info) => Look::Faint.on(Cell::new("INFO")),
        (Status::Unknown, _) => word("UNKN", Color::Magenta).add_attribute(Attribute::Bold),
        (Status::Manual, _) => word("MAN", Color::Blue),
        (Status::Waived, _) => Look::Faint.on(Cell::new("WAIV")),
        (Status::Attested, _) => word("ATT", Color::Green),
        (Status::Pass, _) => word("PASS", Color::Green),
        (Status::NotApplicable, _) => Look::Faint.on(Cell::new("N/A")),
    }
}

/// A page in the making.
pub(super) struct TextPage {
    text: String,
    width: usize,
    color: bool,
}

/// Column widths of a wide page without gaps, the same for all groups.
#[derive(Clone, Copy)]
pub(super) struct Columns {
    rule: usize,
    resource: usize,
    sentence: usize,
    remedy: usize,
}

impl TextPage {
    pub(super) fn new(options: &TableOptions) -> Self {
        Self {
            text: String::new(),
            // Below forty columns no layout helps, and above a thousand nobody reads.
            width: usize::from(options.width.clamp(40, 1000)),
            color: options.color,
        }
    }

    pub(super) fn into_text(self) -> String {
        self.text
    }

    /// The widths that these lines need together, or nothing if the page is narrow.
    pub(super) fn columns<'a>(
        &self,
        lines: impl Iterator<Item = &'a TableLine>,
    ) -> Option<Columns> {
        if self.width < WIDE {
            return None;
        }
        let (mut rule, mut resource, mut sentence) = (0, 0, 0);
        for line in lines {
            rule = rule.max(line.rule.width());
            resource = resource.max(line.resource.width());
            sentence = sentence.max(line.sentence.width());
        }
        let room = self.width - INDENT - LABEL - GAP;
        let rule = rule.min(room / 8);
        let resource = resource.min(room / 5);
        let room = room - rule - resource - 3 * GAP;
        // Remedies get half of the room, and what the sentences leave.
        let sentence = sentence.clamp(room / 4, room / 2);
        Some(Columns { rule, resource, sentence, remedy: room - sentence })
    }

    pub(super) fn blank(&mut self) {
        self.text.push('\n');
    }

    /// A paragraph.
    pub(super) fn paragraph(&mut self, indent: usize, text: &str, look: Look) {
        let width = self.width - indent;
        self.set(indent, &[width], vec![vec![look.on(Cell::new(text))]]);
    }

    /// A row of boxes; paragraphs where they don't fit.
    pub(super) fn boxes(&mut self, texts: &[(String, Look)]) {
        let needed: usize = 1 + texts.iter().map(|(text, _)| text.width() + 3).sum::<usize>();
        if needed > self.width {
            for (text, look) in texts {
                self.paragraph(0, text, *look);
            }
            return;
        }
        let mut table = self.table();
        table.load_style(UTF8_FULL.with_rounded_corners().with_solid_inner_borders());
        let cells: Vec<Cell> = texts.iter().map(|(text, look)| look.on(Cell::new(text))).collect();
        table.add_row(cells);
        self.push(0, &table);
    }

    /// A small table: headings, then rows with numbers to the right.
    pub(super) fn numbers(&mut self, rows: &[Vec<String>]) {
        let mut table = self.table();
        for (nth, row) in rows.iter().enumerate() {
            let look = if nth == 0 { Look::Faint } else { Look::Normal };
            let cells: Vec<Cell> = row.iter().map(|text| look.on(Cell::new(text))).collect();
            table.add_row(cells);
        }
        for (nth, column) in table.column_iter_mut().enumerate() {
            column.set_padding((0, 2));
            if nth > 0 {
                column.set_cell_alignment(CellAlignment::Right);
            }
        }
        self.push(INDENT, &table);
    }

    /// A list: a short word to the left, its sentence with a hanging indent.
    pub(super) fn listed(&mut self, rows: &[(String, String)]) {
        let word = rows.iter().map(|(word, _)| word.width()).max().unwrap_or(0);
        let word = word.min(self.width / 4) + GAP;
        let room = self.width - INDENT - word;
        let cells = rows.iter().map(|(word, text)| vec![Cell::new(word), Cell::new(text)]);
        self.set(INDENT, &[word, room], cells.collect());
    }

    /// The lines of a group.
    pub(super) fn lines(&mut self, lines: &[TableLine], columns: Option<Columns>) {
        match columns {
            Some(columns) => self.wide(lines, columns),
            None => self.narrow(lines),
        }
    }

    fn narrow(&mut self, lines: &[TableLine]) {
        let room = self.width - INDENT - LABEL - GAP;
        let mut rows = Vec::new();
        for line in lines {
            // The blank that can't be broken keeps two blanks together, so that no line begins with one.
            let text = format!("{}\u{a0} {}\u{a0} {}", line.rule, line.resource, line.sentence);
            rows.push(vec![label(line), Cell::new(text)]);
            if let Some(remedy) = remedy_with_pointer(line, room) {
                rows.push(vec![Cell::new(""), Look::Faint.on(Cell::new(remedy))]);
            }
        }
        self.set(INDENT, &[LABEL + GAP, room], rows);
    }

    fn wide(&mut self, lines: &[TableLine], columns: Columns) {
        let widths = [
            LABEL + GAP,
            columns.rule + GAP,
            columns.resource + GAP,
            columns.sentence + GAP,
            columns.remedy,
        ];
        let rows = lines.iter().map(|line| {
            let remedy = remedy(line, columns.remedy);
            vec![
                label(line),
                Cell::new(&line.rule),
                Cell::new(&line.resource),
                Cell::new(&line.sentence),
                Look::Faint.on(Cell::new(remedy.unwrap_or_default())),
            ]
        });
        self.set(INDENT, &widths, rows.collect());
    }

    /// Sets rows in columns of these widths; all but the last end with a gap.
    fn set(&mut self, indent: usize, widths: &[usize], rows: Vec<Vec<Cell>>) {
        if rows.is_empty() {
            return;
        }
        let mut table = self.table();
        table.add_rows(rows);
        table.set_constraints(widths.iter().map(|width| {
            ColumnConstraint::Absolute(Width::Fixed(u16::try_from(*width).unwrap_or(u16::MAX)))
        }));
        for (nth, column) in table.column_iter_mut().enumerate() {
            let last = nth + 1 == widths.len();
            column.set_padding((0, if last { 0 } else { 2 }));
        }
        self.push(indent, &table);
    }

    /// A table without lines that asks no terminal.
    fn table(&self) -> Table {
        let mut table = Table::new();
        table
            .force_no_tty()
            .load_style(TableStyle::new())
            .set_content_arrangement(ContentArrangement::Dynamic)
            .set_width(u16::try_from(self.width).unwrap_or(u16::MAX))
            .style_text_only();
        if self.color {
            table.enforce_styling();
        }
        table
    }

    fn push(&mut self, indent: usize, table: &Table) {
        for line in table.lines() {
            let line = line.replace('\u{a0}', " ");
            let line = line.trim_end();
            if !line.is_empty() {
                self.text.extend(std::iter::repeat_n(' ', indent));
                self.text.push_str(line);
            }
            self.text.push('\n');
        }
    }
}

/// `→ az lock create …  (foundry-dr explain DEL-001 contoso-ai)`, if both have room.
fn remedy_with_pointer(line: &TableLine, room: usize) -> Option<String> {
    if let (Some(remedy), Some(pointer)) = (&line.remedy, &line.pointer) {
        let both = format!("→ {remedy}\u{a0} ({pointer})");
        if both.width() <= room {
            return Some(both);
        }
    }
    remedy(line, room)
}

/// A command stands whole or not at all: what can't be copied is of no use. In its place stands the command that prints it.
fn remedy(line: &TableLine, room: usize) -> Option<String> {
    let fits = |text: &&String| text.width() + 2 <= room;
    let text = match (&line.remedy, &line.pointer) {
        (Some(remedy), Some(pointer)) if line.is_command && !fits(&remedy) => pointer,
        (Some(remedy), _) => remedy,
        (None, Some(pointer)) => pointer,
        (None, None) => return None,
    };
    Some(cut(&format!("→ {text}"), room))
}

/// The text in at most so many columns; if it is longer it ends in `…`.
fn cut(text: &str, columns: usize) -> String {
    if text.width() <= columns {
        return text.to_owned();
    }
    let mut kept = String::new();
    let mut used = 1;
    for c in text.chars() {
        used += c.width().unwrap_or(0);
        if used > columns {
            break;
        }
        kept.push(c);
    }
    let kept = kept.trim_end().trim_end_matches('…').trim_end();
    format!("{kept}…")
}

#[cfg(test)]
mod tests {
    use super::cut;

    #[test]
    fn cutting_counts_columns_not_letters() {
        assert_eq!(cut("az lock create", 14), "az lock create");
        assert_eq!(cut("az lock create", 8), "az lock…");
        assert_eq!(cut("東京タワー", 7), "東京タ…");
        assert_eq!(cut("az lock …", 8), "az lock…");
    }
}
