//! A list of refresh tokens as CSV: columns `hub_id` and `refresh_token`, in
//! either order where a first line names them, else `hub_id` first, or the
//! token alone.
//!
//! The list is secret from end to end: what is read is wiped, and so is the
//! buffer it is taken apart in, which is why the parser beneath the `csv`
//! crate is used and not that crate's own reader. No message quotes anything
//! of the file. A broken line refuses the list whole.

use std::path::Path;

use csv_core::{ReadRecordResult, Reader, ReaderBuilder};
use keeper_core::identifier::HubId;
use keeper_core::secret::RefreshToken;
use keeper_core::{Code, Problem};
use zeroize::Zeroizing;

use crate::disk::{self, Chosen};
use crate::fault::{Fault, about};
use crate::limits::{CSV_BYTES, CSV_COLUMNS, CSV_LINE, CSV_LINES};

/// One line of the list.
#[derive(Clone, Debug)]
pub struct TokenLine {
    /// Which, from 1, as an editor counts.
    pub line: usize,
    /// The account it is for, where the line says so.
    pub hub_id: Option<HubId>,
    /// The token.
    pub token: RefreshToken,
}

/// Reads a list of refresh tokens.
///
/// # Errors
/// [`Code::FileUnreadable`]; [`Code::FileTooLarge`] beyond 4 MiB or 10,000
/// lines; [`Code::FileBroken`] with the line that can't be read.
pub fn read_tokens_csv(path: &Path) -> Result<Vec<TokenLine>, Problem> {
    let bytes = disk::read_bytes(path, Chosen::ByPerson, CSV_BYTES)?;
    let text = disk::as_text(&bytes).map_err(|fault| fault.in_file(path))?;
    parse(text).map_err(|refusal| match refusal {
        Refusal::Broken(fault) => fault.in_file(path),
        Refusal::TooManyLines => {
            about(Code::FileTooLarge, path).with("limit", format!("{CSV_LINES} lines"))
        }
    })
}

#[derive(Debug, PartialEq)]
enum Refusal {
    Broken(Fault),
    TooManyLines,
}

fn broken(line: usize, at: &str, reason: &str) -> Refusal {
    let fault = Fault::new(line, 1, reason);
    Refusal::Broken(match at.is_empty() {
        true => fault,
        false => fault.at(at),
    })
}

fn parse(text: &str) -> Result<Vec<TokenLine>, Refusal> {
    let mut rows = Rows::of(text);
    let mut columns = None;
    let mut lines = Vec::new();
    while let Some(row) = rows.next()? {
        let columns = match &columns {
            Some(columns) => columns,
            None => {
                let told = Columns::told(&row)?;
                let is_header = told.is_some();
                let known = match told {
                    Some(columns) => columns,
                    None => Columns::by_count(&row)?,
                };
                let known = columns.insert(known);
                if is_header {
                    continue;
                }
                known
            }
        };
        if lines.len() >= CSV_LINES {
            return Err(Refusal::TooManyLines);
        }
        lines.push(columns.read(&row)?);
    }
    if lines.is_empty() {
        return Err(broken(1, "", "expected at least one token"));
    }
    Ok(lines)
}

/// Which column holds what.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Columns {
    count: usize,
    hub_id: Option<usize>,
    token: usize,
}

impl Columns {
    /// As a first line names them; none where it names nothing.
    fn told(row: &Row<'_>) -> Result<Option<Self>, Refusal> {
        let names: Vec<String> = row
            .fields()
            .map(|name| name.trim().to_lowercase())
            .collect();
        let names = Zeroizing::new(names);
        let place = |wanted: &str| names.iter().position(|name| name == wanted);
        let (hub_id, token) = (place("hub_id"), place("refresh_token"));
        let Some(token) = token else {
            return match hub_id {
                Some(_) => Err(broken(
                    row.line,
                    "refresh_token",
                    "expected this column, too",
                )),
                None => Ok(None),
            };
        };
        Ok(Some(Self {
            count: names.len(),
            hub_id,
            token,
        }))
    }

    fn by_count(row: &Row<'_>) -> Result<Self, Refusal> {
        let count = row.fields().count();
        let (hub_id, token) = match count {
            1 => (None, 0),
            2 => (Some(0), 1),
            _ => return Err(broken(row.line, "", "expected `hub_id,refresh_token`")),
        };
        Ok(Self {
            count,
            hub_id,
            token,
        })
    }

    fn read(&self, row: &Row<'_>) -> Result<TokenLine, Refusal> {
        let found = row.fields().count();
        if found != self.count {
            let reason = format!("expected {} columns, found {found}", self.count);
            return Err(broken(row.line, "", &reason));
        }
        let hub_id = self.hub_id.map_or(Ok(None), |place| row.hub_id(place))?;
        let token = row.field(self.token).trim();
        if token.is_empty() {
            return Err(broken(row.line, "refresh_token", "expected a token"));
        }
        if !is_token(token) {
            let reason = "expected a token: letters, digits and signs, no blanks";
            return Err(broken(row.line, "refresh_token", reason));
        }
        Ok(TokenLine {
            line: row.line,
            hub_id,
            token: RefreshToken::new(token),
        })
    }
}

/// Lenient: HubSpot documents no shape, and tokens have grown before. Eight
/// characters at least tell a token from a slip.
fn is_token(text: &str) -> bool {
    (8..=4096).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_graphic())
}

/// One row, in the buffers of [`Rows`].
struct Row<'r> {
    line: usize,
    text: &'r str,
    ends: &'r [usize],
}

impl Row<'_> {
    fn field(&self, place: usize) -> &str {
        let begin = match place.checked_sub(1) {
            Some(before) => self.ends.get(before).copied(),
            None => Some(0),
        };
        let end = self.ends.get(place).copied();
        let range = begin.zip(end).map(|(begin, end)| begin..end);
        range.and_then(|range| self.text.get(range)).unwrap_or("")
    }

    fn fields(&self) -> impl Iterator<Item = &str> {
        (0..self.ends.len()).map(|place| self.field(place))
    }

    fn hub_id(&self, place: usize) -> Result<Option<HubId>, Refusal> {
        let text = self.field(place).trim();
        if text.is_empty() {
            return Ok(None);
        }
        match text.parse() {
            Ok(number) if number > 0 => Ok(Some(HubId(number))),
            _ => Err(broken(self.line, "hub_id", "expected an account’s number")),
        }
    }
}

/// The rows of a text, with their lines.
struct Rows<'t> {
    reader: Reader,
    rest: &'t [u8],
    line: usize,
    buffer: Zeroizing<Vec<u8>>,
    ends: Vec<usize>,
}

impl<'t> Rows<'t> {
    fn of(text: &'t str) -> Self {
        Self {
            reader: ReaderBuilder::new().delimiter(delimiter(text)).build(),
            rest: text.as_bytes(),
            line: 1,
            buffer: Zeroizing::new(vec![0; CSV_LINE]),
            ends: vec![0; CSV_COLUMNS],
        }
    }

    fn next(&mut self) -> Result<Option<Row<'_>>, Refusal> {
        self.skip_empty_lines();
        let line = self.line;
        let (mut written, mut ended) = (0, 0);
        loop {
            let (result, taken, more, ends) = self.reader.read_record(
                self.rest,
                self.buffer.get_mut(written..).unwrap_or_default(),
                self.ends.get_mut(ended..).unwrap_or_default(),
            );
            self.take(taken);
            written += more;
            ended += ends;
            match result {
                // Asked again with nothing, it gives the last row.
                ReadRecordResult::InputEmpty => {}
                ReadRecordResult::Record => break,
                ReadRecordResult::End => return Ok(None),
                ReadRecordResult::OutputFull => return Err(broken(line, "", "it is too long")),
                ReadRecordResult::OutputEndsFull => {
                    return Err(broken(line, "", "it has too many columns"));
                }
            }
        }
        let text = self.buffer.get(..written).unwrap_or_default();
        let text = std::str::from_utf8(text);
        Ok(Some(Row {
            line,
            text: text.map_err(|_| broken(line, "", "it isn’t UTF-8 text"))?,
            ends: self.ends.get(..ended).unwrap_or_default(),
        }))
    }

    /// The parser would pass over them without counting.
    fn skip_empty_lines(&mut self) {
        let is_end = |byte: &&u8| matches!(**byte, b'\r' | b'\n');
        let empty = self.rest.iter().take_while(is_end).count();
        self.take(empty);
    }

    fn take(&mut self, bytes: usize) {
        let (taken, rest) = self
            .rest
            .split_at_checked(bytes)
            .unwrap_or((self.rest, &[]));
        self.line += taken.iter().filter(|byte| **byte == b'\n').count();
        self.rest = rest;
    }
}

/// A semicolon where the first line has one and no comma: several languages'
/// spreadsheets write lists so.
fn delimiter(text: &str) -> u8 {
    let first = text.lines().find(|line| !line.trim().is_empty());
    match first {
        Some(line) if line.contains(';') && !line.contains(',') => b';',
        _ => b',',
    }
}
