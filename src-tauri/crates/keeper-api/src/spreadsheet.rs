//! Tables for a spreadsheet: CSV (RFC 4180) in which no cell is a formula.

use std::borrow::Cow;
use std::io::Write;

use csv::{Terminator, Writer, WriterBuilder};

/// What a spreadsheet takes for the beginning of a formula, or skips before
/// one; the wide forms are those of East Asian keyboards.
const STARTS: &[char] = &['=', '+', '-', '@', '\t', '\r', '\n', '＝', '＋', '－', '＠'];

/// A table that is being written, row by row.
pub struct Spreadsheet<W: Write>(Writer<W>);

impl<W: Write> Spreadsheet<W> {
    /// Begins a table with the names of its columns.
    ///
    /// # Errors
    /// What keeps `to` from being written.
    pub fn begin(to: W, columns: &[&str]) -> std::io::Result<Self> {
        let writer = WriterBuilder::new()
            .terminator(Terminator::CRLF)
            .from_writer(to);
        let mut table = Self(writer);
        table.0.write_record(columns)?;
        Ok(table)
    }

    /// Adds a row, as many cells as there are columns.
    ///
    /// # Errors
    /// What keeps the file from being written.
    pub fn row<'a>(&mut self, cells: impl IntoIterator<Item = &'a str>) -> std::io::Result<()> {
        for cell in cells {
            self.0.write_field(defused(cell).as_bytes())?;
        }
        self.0.write_record(None::<&[u8]>)?;
        Ok(())
    }

    /// What it was written to, with nothing left to write.
    ///
    /// # Errors
    /// What keeps the file from being written.
    pub fn end(self) -> std::io::Result<W> {
        self.0
            .into_inner()
            .map_err(|error| std::io::Error::other(error.to_string()))
    }
}

/// A cell that would be worked out as a formula gets an apostrophe, which
/// spreadsheets show as text.
fn defused(cell: &str) -> Cow<'_, str> {
    match cell.starts_with(STARTS) {
        true => Cow::Owned(format!("'{cell}")),
        false => Cow::Borrowed(cell),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn table(rows: &[[&str; 2]]) -> String {
        let mut table = Spreadsheet::begin(Vec::new(), &["a", "b"]).unwrap();
        for row in rows {
            table.row(row.iter().copied()).unwrap();
        }
        String::from_utf8(table.end().unwrap()).unwrap()
    }

    #[test]
    fn cells_are_quoted_where_they_must_be() {
        let text = table(&[["plain", "a,b"], ["say \"hi\"", "two\nlines"], ["", "é"]]);
        let expected = "a,b\r\nplain,\"a,b\"\r\n\"say \"\"hi\"\"\",\"two\nlines\"\r\n,é\r\n";
        assert_eq!(text, expected);
    }

    #[test]
    fn a21_a_cell_is_never_a_formula() {
        for start in STARTS {
            let cell = format!("{start}HYPERLINK(\"https://example.com\")");
            let text = table(&[[&cell, "x"]]);
            let line = text.split_once("\r\n").unwrap().1;
            let bare = line.trim_start_matches('"');
            assert!(bare.starts_with('\''), "{line}");
        }
        assert!(table(&[["a=b", "1-2"]]).ends_with("a=b,1-2\r\n"));
    }
}
