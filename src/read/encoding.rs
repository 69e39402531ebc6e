//! Bytes to text: byte order marks, UTF-8, and guesses that are said aloud.

use std::io::{self, Read};

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{Decoder, Encoding, UTF_8, UTF_16BE, UTF_16LE};

/// A text and what had to be done to get it.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Decoded {
    pub(super) text: String,
    /// Absent when the bytes were plain UTF-8.
    pub(super) note: Option<String>,
}

/// Decodes a whole file; nothing when the content is binary.
///
/// Order: byte order mark, UTF-8, the encoding that the content `declares`, UTF-8 with a few bad bytes, a guess.
/// Only a byte order mark is dropped; bad sequences become U+FFFD and the note says where they were.
pub(super) fn decode(mut bytes: Vec<u8>, declared: Option<&'static Encoding>) -> Option<Decoded> {
    let mut offset = 0;
    if let Some((encoding, mark)) = Encoding::for_bom(&bytes) {
        if encoding != UTF_8 {
            return Some(decode_as(bytes.get(mark..)?, encoding));
        }
        bytes.drain(..mark);
        offset = mark;
    } else if let Some(encoding) = unmarked_utf16(&bytes) {
        return Some(decode_as(&bytes, encoding));
    }
    if is_binary(&bytes) {
        return None;
    }
    Some(decode_text(bytes, offset, declared))
}

/// Decodes text that is known not to be binary, such as one record.
pub(super) fn decode_text(bytes: Vec<u8>, offset: usize, declared: Option<&'static Encoding>) -> Decoded {
    let bytes = match String::from_utf8(bytes) {
        Ok(text) => return Decoded { text, note: None },
        Err(error) => error.into_bytes(),
    };
    if mostly_utf8(&bytes) {
        return replace_invalid(&bytes, offset);
    }
    if let Some(encoding) = declared.filter(|&encoding| encoding != UTF_8) {
        return decode_as(&bytes, encoding);
    }
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Allow);
    detector.feed(&bytes, true);
    decode_as(&bytes, detector.guess(None, Utf8Detection::Deny))
}

/// Whether bytes hold a NUL or more control characters than any text does.
pub(super) fn is_binary(bytes: &[u8]) -> bool {
    if memchr::memchr(0, bytes).is_some() {
        return true;
    }
    let head = bytes.get(..64 * 1024).unwrap_or(bytes);
    let controls = head.iter().filter(|&&b| b < 0x20 && !matches!(b, b'\t' | b'\n' | b'\r' | 0x0b | 0x0c | 0x1b)).count();
    controls > 4 && controls * 50 > head.len()
}

fn decode_as(bytes: &[u8], encoding: &'static Encoding) -> Decoded {
    let (text, had_errors) = encoding.decode_without_bom_handling(bytes);
    let mut note = format!("decoded as {}", encoding.name().to_ascii_lowercase());
    if had_errors {
        note.push_str("; undecodable bytes replaced with U+FFFD");
    }
    Decoded { text: text.into_owned(), note: Some(note) }
}

/// More valid multi-byte characters than invalid sequences, or nothing wrong but a cut at the very end.
fn mostly_utf8(bytes: &[u8]) -> bool {
    let (mut valid, mut invalid, mut cut) = (0usize, 0usize, false);
    for chunk in bytes.utf8_chunks() {
        valid += chunk.valid().chars().filter(|c| !c.is_ascii()).count();
        if !chunk.invalid().is_empty() {
            invalid += 1;
            // An incomplete sequence of two or more bytes cannot be a lone accented letter of another encoding.
            cut = chunk.invalid().len() > 1;
        }
    }
    valid > invalid || (invalid == 1 && cut)
}

fn replace_invalid(bytes: &[u8], offset: usize) -> Decoded {
    const NAMED: usize = 5;
    let mut text = String::with_capacity(bytes.len() + 8);
    let (mut at, mut count, mut places) = (offset, 0usize, Vec::new());
    for chunk in bytes.utf8_chunks() {
        text.push_str(chunk.valid());
        at += chunk.valid().len();
        if !chunk.invalid().is_empty() {
            text.push('\u{FFFD}');
            if count < NAMED {
                places.push(at.to_string());
            }
            count += 1;
            at += chunk.invalid().len();
        }
    }
    let more = if count > NAMED { ", …" } else { "" };
    let plural = if count == 1 { "sequence" } else { "sequences" };
    let note = format!("{count} invalid UTF-8 {plural} replaced with U+FFFD, at byte {}{more}", places.join(", "));
    Decoded { text, note: Some(note) }
}

/// Text in UTF-16 without a mark: every second byte of the beginning is NUL, the others are not.
fn unmarked_utf16(bytes: &[u8]) -> Option<&'static Encoding> {
    let head = bytes.get(..512).unwrap_or(bytes);
    let pairs = head.len() / 2;
    let zeros = |odd: usize| head.iter().skip(odd).step_by(2).filter(|&&b| b == 0).count();
    match (zeros(0), zeros(1)) {
        (0, low) if pairs >= 8 && low * 10 >= pairs * 8 => Some(UTF_16LE),
        (high, 0) if pairs >= 8 && high * 10 >= pairs * 8 => Some(UTF_16BE),
        _ => None,
    }
}

/// Turns UTF-16 into UTF-8 while streaming; for records, which are read line by line.
pub(super) struct Transcoder<R> {
    inner: R,
    decoder: Decoder,
    ready: Vec<u8>,
    at: usize,
    done: bool,
}

impl<R: Read> Transcoder<R> {
    pub(super) fn new(inner: R, encoding: &'static Encoding) -> Self {
        Self { inner, decoder: encoding.new_decoder_with_bom_removal(), ready: Vec::new(), at: 0, done: false }
    }

    fn refill(&mut self) -> io::Result<()> {
        let mut raw = [0; 16 * 1024];
        let n = self.inner.read(&mut raw)?;
        self.done = n == 0;
        let raw = raw.get(..n).unwrap_or_default();
        let room = self.decoder.max_utf8_buffer_length(n).unwrap_or(4 * n + 16);
        self.ready.resize(room, 0);
        let (_, _, written, _) = self.decoder.decode_to_utf8(raw, &mut self.ready, self.done);
        self.ready.truncate(written);
        self.at = 0;
        Ok(())
    }
}

impl<R: Read> Read for Transcoder<R> {
    fn read(&mut self, buf: &mut [u8]) -> io::Result<usize> {
        while self.at == self.ready.len() && !self.done {
            self.refill()?;
        }
        let n = self.ready.get(self.at..).unwrap_or_default().read(buf)?;
        self.at += n;
        Ok(n)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn plain(bytes: &[u8]) -> Decoded {
        decode(bytes.to_vec(), None).unwrap()
    }

    #[test]
    fn utf_8_is_kept_verbatim_and_only_the_mark_is_dropped() {
        let decoded = plain("\u{FEFF}Côte d’Ivoire\r\n\u{a0}".as_bytes());
        assert_eq!(decoded, Decoded { text: "Côte d’Ivoire\r\n\u{a0}".into(), note: None });
    }

    #[test]
    fn old_western_text_is_decoded_with_a_note() {
        let decoded = plain(b"The C\xf4te d\x92Ivoire delegation welcomed the r\xe9sum\xe9 of the caf\xe9 talks.");
        assert_eq!(decoded.text, "The Côte d’Ivoire delegation welcomed the résumé of the café talks.");
        assert_eq!(decoded.note.as_deref(), Some("decoded as windows-1252"));
    }

    #[test]
    fn a_stray_byte_in_utf_8_is_replaced_and_its_offset_named() {
        let mut bytes = "Türkiye “welcomes” ".as_bytes().to_vec();
        let at = bytes.len();
        bytes.push(0xff);
        bytes.extend_from_slice(b" this");
        let decoded = plain(&bytes);
        assert_eq!(decoded.text, "Türkiye “welcomes” \u{FFFD} this");
        assert_eq!(decoded.note, Some(format!("1 invalid UTF-8 sequence replaced with U+FFFD, at byte {at}")));
    }

    #[test]
    fn a_text_cut_inside_a_character_stays_utf_8() {
        assert_eq!(plain(b"cut here \xe2\x80").text, "cut here \u{FFFD}");
    }

    #[test]
    fn utf_16_is_read_with_and_without_a_mark() {
        let bytes: Vec<u8> = "The Council welcomes".encode_utf16().flat_map(u16::to_le_bytes).collect();
        assert_eq!(plain(&bytes).text, "The Council welcomes");
        let mut marked = vec![0xff, 0xfe];
        marked.extend(bytes);
        assert_eq!(plain(&marked).text, "The Council welcomes");
        let mut streamed = String::new();
        Transcoder::new(&marked[..], UTF_16LE).read_to_string(&mut streamed).unwrap();
        assert_eq!(streamed, "The Council welcomes");
    }

    #[test]
    fn nul_bytes_and_many_controls_are_binary() {
        assert_eq!(decode(b"abc\0def".to_vec(), None), None);
        assert_eq!(decode(b"\x01\x02\x03\x04\x05\x06abcdef".to_vec(), None), None);
        assert!(decode(b"one form feed \x0c and one bell \x07".to_vec(), None).is_some());
    }

    #[test]
    fn a_declared_encoding_beats_the_guess() {
        let decoded = decode(b"<p>\xcf\xf0\xe8</p>".to_vec(), Some(encoding_rs::WINDOWS_1251)).unwrap();
        assert_eq!(decoded.text, "<p>При</p>");
    }

    proptest! {
        #[test]
        fn any_bytes_are_text_or_binary_but_never_a_panic(bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
            let _ = decode(bytes, None);
        }

        #[test]
        fn any_text_without_controls_comes_back_as_it_is(text in "[^\\x00-\\x1f\u{FEFF}]{0,60}") {
            prop_assert_eq!(decode(text.clone().into_bytes(), None), Some(Decoded { text, note: None }));
        }
    }
}
