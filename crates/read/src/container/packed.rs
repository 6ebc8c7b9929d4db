//! gzip (RFC 1952), Zstandard (RFC 8878) and what ZIP archives use (RFC 1951) around anything.
//!
//! What is good is read. Where the data break off or are damaged, what was unpacked before is read, and one
//! refusal says so. In a web archive every record is a gzip member of its own, so that reading goes on at the
//! next one. Two limits keep a small file from filling the machine: [`DEEPEST`] and [`Settings::max_ratio`].

use super::tape::Tape;
use super::{Input, Opened, open_layer};
use crate::document::{Document, Documents};
use crate::kind::{self, Container};
use crate::tally::Tally;
use crate::{Refusal, Settings};
use flate2::bufread::GzDecoder;
use ruzstd::decoding::{Dictionary, FrameDecoder, StreamingDecoder};
use std::collections::VecDeque;
use std::io::{BufRead, Error, ErrorKind, Read, Result as IoResult};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// So many layers of packing are taken off.
const DEEPEST: usize = 3;

/// After so many damaged places a web archive is left alone.
const DAMAGES: usize = 100;

/// How bytes are packed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Packing {
    Gzip,
    Zstd,
    /// As in a ZIP archive (RFC 1951), which does not show.
    Deflate,
}

impl Packing {
    fn name(self) -> &'static str {
        match self {
            Packing::Gzip => "gzip data",
            Packing::Zstd => "zstd data",
            Packing::Deflate => "deflated data",
        }
    }
}

/// Opens what is packed.
///
/// # Errors
/// Nothing can be unpacked, the layers are too many, or what is inside cannot be read as a whole.
pub(crate) fn open(
    input: Input,
    packing: Packing,
    source: &str,
    settings: &Settings,
) -> Result<Opened, Refusal> {
    if input.depth >= DEEPEST {
        return Err(Refusal::TooDeep {
            source_name: source.to_owned(),
            limit: DEEPEST,
        });
    }
    let faults = Faults::default();
    let bytes = Tape::new(input.rest);
    let unpacked = Unpacked {
        bytes: match packing {
            Packing::Gzip => Box::new(Members::new(bytes, faults.clone(), source)),
            Packing::Zstd => Box::new(Frames::new(bytes)),
            Packing::Deflate => Box::new(flate2::bufread::DeflateDecoder::new(bytes)),
        },
        packing,
        source: source.to_owned(),
        given: 0,
        free: settings.max_bytes.saturating_add(1),
        max_ratio: settings.max_ratio,
        tally: input.tally.clone(),
        faults: faults.clone(),
        ended: false,
    };
    let inner = Input::within(Box::new(unpacked), input.depth + 1, input.tally)
        .map_err(|error| Refusal::io(source, error))?;
    if inner.head.is_empty()
        && let Some(fault) = faults.next()
    {
        return Err(fault);
    }
    Ok(match open_layer(inner, source, settings)? {
        Opened::One(document) if faults.count() == 0 => Opened::One(document),
        Opened::One(document) => {
            let documents = Box::new(std::iter::once(Ok(*document)));
            Opened::Many(Box::new(Watched { documents, faults }))
        }
        Opened::Many(documents) => Opened::Many(Box::new(Watched { documents, faults })),
    })
}

/// What went wrong while unpacking. Whoever reads the unpacked bytes sees them end, and reads what was good;
/// the faults are told after it.
#[derive(Clone, Default)]
struct Faults(Arc<Mutex<VecDeque<Refusal>>>);

impl Faults {
    fn all(&self) -> MutexGuard<'_, VecDeque<Refusal>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn add(&self, fault: Refusal) {
        self.all().push_back(fault);
    }

    fn next(&self) -> Option<Refusal> {
        self.all().pop_front()
    }

    fn count(&self) -> usize {
        self.all().len()
    }
}

/// Documents, and after them what went wrong while unpacking.
struct Watched {
    documents: Documents,
    faults: Faults,
}

impl Iterator for Watched {
    type Item = Result<Document, Refusal>;

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            match self.documents.next() {
                // Cut short because the data around it are: that is told once.
                Some(Err(Refusal::Cut { .. })) if self.faults.count() > 0 => {}
                Some(item) => return Some(item),
                None => return self.faults.next().map(Err),
            }
        }
    }
}

/// Unpacked bytes, which end where they can be unpacked no further.
struct Unpacked {
    bytes: Box<dyn Read + Send>,
    packing: Packing,
    source: String,
    given: u64,
    /// So many bytes are given whatever the ratio.
    free: u64,
    max_ratio: u64,
    tally: Tally,
    faults: Faults,
    ended: bool,
}

impl Read for Unpacked {
    fn read(&mut self, buffer: &mut [u8]) -> IoResult<usize> {
        if self.ended {
            return Ok(0);
        }
        let fault = match self.bytes.read(buffer) {
            Ok(n) => {
                self.given += n as u64;
                let allowed = self.tally.bytes().saturating_mul(self.max_ratio);
                if self.given <= allowed.max(self.free) {
                    return Ok(n);
                }
                Refusal::Bomb {
                    source_name: self.source.clone(),
                    limit: self.max_ratio,
                }
            }
            Err(error) if error.kind() == ErrorKind::Interrupted => return Err(error),
            Err(error) => damaged(&self.source, self.packing, &error),
        };
        self.ended = true;
        self.faults.add(fault);
        Ok(0)
    }
}

fn damaged(source: &str, packing: Packing, error: &Error) -> Refusal {
    let found = match breaks_off(error) {
        true => "that they break off".to_owned(),
        false => "damage".to_owned(),
    };
    Refusal::Packing {
        source_name: source.to_owned(),
        what: packing.name(),
        found,
    }
}

/// Whether the end of the bytes is what is wrong, as the innermost error says.
pub(super) fn breaks_off(error: &Error) -> bool {
    let mut cause: Option<&(dyn std::error::Error + 'static)> = Some(error);
    while let Some(error) = cause {
        if let Some(error) = error.downcast_ref::<Error>() {
            if error.kind() == ErrorKind::UnexpectedEof {
                return true;
            }
            // The source of an error that holds another is that one's source.
            cause = error.get_ref().map(|inner| inner as _);
        } else {
            cause = error.source();
        }
    }
    false
}

/// The members of a gzip file, one after the other.
struct Members {
    /// The one under way; none at the end.
    member: Option<GzDecoder<Tape>>,
    faults: Faults,
    source: String,
    /// Whether what is inside consists of parts that stand by themselves, so that reading goes on after damage;
    /// known once the first bytes are.
    is_warc: Option<bool>,
    /// After damage the next record begins on a line of its own: what is still to be given of [`LINE_END`].
    line_end: &'static [u8],
}

/// What is put where damaged bytes were.
const LINE_END: &[u8] = b"\r\n";

impl Members {
    fn new(bytes: Tape, faults: Faults, source: &str) -> Members {
        Members {
            member: Some(GzDecoder::new(bytes)),
            faults,
            source: source.to_owned(),
            is_warc: None,
            line_end: b"",
        }
    }

    /// Goes to the next member; says whether there is one. Zeros after a member are padding, as on tapes.
    fn advance(&mut self) -> IoResult<bool> {
        let Some(member) = self.member.take() else {
            return Ok(false);
        };
        let mut bytes = member.into_inner();
        bytes.skip_while(|byte| byte == 0)?;
        match bytes.peek(2)?.as_slice() {
            [] => return Ok(false),
            [0x1f, 0x8b] => {}
            _ => return Err(Error::new(ErrorKind::InvalidData, "bytes after their end")),
        }
        self.member = Some(GzDecoder::new(bytes));
        Ok(true)
    }

    /// Goes to the next place after damage that looks like the beginning of a member.
    fn recover(&mut self) -> IoResult<()> {
        let Some(member) = self.member.take() else {
            return Ok(());
        };
        let mut bytes = member.into_inner();
        loop {
            bytes.skip_while(|byte| byte != 0x1f)?;
            match bytes.peek(4)?.as_slice() {
                // Magic number, deflate as the method, no unknown flag.
                [0x1f, 0x8b, 8, flags] if *flags < 0x20 => break,
                rest if rest.len() < 4 => return Ok(()),
                _ => bytes.consume(1),
            }
        }
        self.member = Some(GzDecoder::new(bytes));
        self.line_end = LINE_END;
        Ok(())
    }
}

impl Read for Members {
    fn read(&mut self, buffer: &mut [u8]) -> IoResult<usize> {
        loop {
            if !self.line_end.is_empty() {
                return self.line_end.read(buffer);
            }
            let Some(member) = &mut self.member else {
                return Ok(0);
            };
            let read = match member.read(buffer) {
                Ok(0) if !buffer.is_empty() => self.advance().map(|_| 0),
                other => other,
            };
            let goes_on = self.is_warc == Some(true) && self.faults.count() < DAMAGES;
            match read {
                Ok(0) if !buffer.is_empty() && self.member.is_some() => {}
                Ok(n) => {
                    let given = buffer.get(..n).unwrap_or_default();
                    let is_warc = || kind::container(given, None) == Some(Container::Warc);
                    self.is_warc.get_or_insert_with(is_warc);
                    return Ok(n);
                }
                Err(error) if is_damage(&error) && goes_on => {
                    self.faults
                        .add(damaged(&self.source, Packing::Gzip, &error));
                    self.recover()?;
                }
                other => return other,
            }
        }
    }
}

/// Whether the bytes are wrong, and not merely at their end or hard to get.
fn is_damage(error: &Error) -> bool {
    matches!(
        error.kind(),
        ErrorKind::InvalidData | ErrorKind::InvalidInput
    )
}

/// The frames of a Zstandard file, one after the other.
pub(super) struct Frames {
    /// What is still to be read, between frames.
    bytes: Option<Tape>,
    /// The frame under way.
    frame: Option<StreamingDecoder<Tape, FrameDecoder>>,
    /// Kept from frame to frame: its buffers, and the dictionary of a web archive.
    decoder: Option<FrameDecoder>,
    first: bool,
}

impl Frames {
    pub(super) fn new(bytes: Tape) -> Frames {
        Frames {
            bytes: Some(bytes),
            frame: None,
            decoder: Some(FrameDecoder::new()),
            first: true,
        }
    }

    /// Goes to the next frame; says whether there is one.
    fn advance(&mut self) -> IoResult<bool> {
        let Some(mut bytes) = self.bytes.take() else {
            return Ok(false);
        };
        let mut decoder = self.decoder.take().unwrap_or_default();
        loop {
            let first = std::mem::take(&mut self.first);
            match bytes.peek(4)?.as_slice() {
                [] => return Ok(false),
                [kind @ 0x50..=0x5f, 0x2a, 0x4d, 0x18] => {
                    let is_dictionary = first && *kind == 0x5d;
                    let skipped = skippable(&mut bytes, is_dictionary)?;
                    if is_dictionary {
                        decoder
                            .add_dict(dictionary(&skipped)?)
                            .map_err(Error::other)?;
                    }
                }
                _ => break,
            }
        }
        let frame = StreamingDecoder::new_with_decoder(bytes, decoder);
        self.frame = Some(frame.map_err(Error::other)?);
        Ok(true)
    }
}

impl Read for Frames {
    fn read(&mut self, buffer: &mut [u8]) -> IoResult<usize> {
        if buffer.is_empty() {
            return Ok(0);
        }
        loop {
            if let Some(mut frame) = self.frame.take() {
                match frame.read(buffer)? {
                    0 => {
                        let (bytes, decoder) = frame.into_parts();
                        self.bytes = Some(bytes);
                        self.decoder = Some(decoder);
                    }
                    n => {
                        self.frame = Some(frame);
                        return Ok(n);
                    }
                }
            }
            if !self.advance()? {
                return Ok(0);
            }
        }
    }
}

/// A dictionary may be so long (the usual limit is 110 KiB).
const LONGEST_DICTIONARY: u64 = 8 * 1024 * 1024;

/// Skips a frame that is no data; gives what is in it where that is wanted.
fn skippable(bytes: &mut Tape, wanted: bool) -> IoResult<Vec<u8>> {
    let mut header = [0; 8];
    bytes.read_exact(&mut header)?;
    let [.., a, b, c, d] = header;
    let length = u64::from(u32::from_le_bytes([a, b, c, d]));
    let mut content = Vec::new();
    if wanted && length <= LONGEST_DICTIONARY {
        bytes.by_ref().take(length).read_to_end(&mut content)?;
    } else {
        std::io::copy(&mut bytes.by_ref().take(length), &mut std::io::sink())?;
    }
    Ok(content)
}

/// The dictionary that a web archive carries in its first frame, plain or itself packed (WARC file format,
/// "Zstandard compression", IIPC 2021).
fn dictionary(content: &[u8]) -> IoResult<Dictionary> {
    let mut plain = Vec::new();
    if content.starts_with(&[0x28, 0xb5, 0x2f, 0xfd]) {
        let decoder = StreamingDecoder::new(content).map_err(Error::other)?;
        decoder.take(LONGEST_DICTIONARY).read_to_end(&mut plain)?;
    } else {
        plain.extend_from_slice(content);
    }
    Dictionary::decode_dict(&plain).map_err(Error::other)
}
