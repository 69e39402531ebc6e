use std::io::Cursor;

use super::*;

fn cut(text: &str, max: usize) -> Vec<Result<(u64, String), String>> {
    let mut cutter = Cutter::new(Box::new(Cursor::new(text.as_bytes().to_vec())), text.as_bytes(), max);
    std::iter::from_fn(|| cutter.next())
        .map(|found| match found {
            Ok(json) => Ok((json.line, String::from_utf8(json.bytes).unwrap())),
            Err(CutError::TooLong { line }) => Err(format!("too long {line}")),
            Err(CutError::Unclosed { line }) => Err(format!("unclosed {line}")),
            Err(CutError::Io(error)) => Err(error.to_string()),
        })
        .collect()
}

#[test]
fn each_line_is_a_record_and_blank_lines_are_none() {
    assert_eq!(cut("{\"a\":1}\n\n{\"a\":2}", 99), [Ok((1, "{\"a\":1}".into())), Ok((3, "{\"a\":2}".into()))]);
}

#[test]
fn an_overlong_line_is_skipped_and_the_rest_goes_on() {
    assert_eq!(cut("{\"a\":\"xxxxxxxxxx\"}\n{}\n", 10), [Err("too long 1".into()), Ok((2, "{}".into()))]);
}

#[test]
fn elements_of_an_array_are_cut_at_their_brackets() {
    let text = "[\n {\"t\": \"a ] \\\" } b\",\n  \"n\": [1, {}]},\n 7, {\"t\":\"c\"}]\n";
    assert_eq!(cut(text, 99), [Ok((2, "{\"t\": \"a ] \\\" } b\",\n  \"n\": [1, {}]}".into())), Ok((4, "7".into())), Ok((4, "{\"t\":\"c\"}".into()))]);
    assert_eq!(cut("[{\"t\":\"a\"}, {\"t\":", 99)[1], Err("unclosed 1".into()));
}

proptest::proptest! {
    #[test]
    fn any_bytes_are_cut_without_a_panic_or_a_hang(text in "[\\[\\]{},\"\\\\a:\\n ]{0,60}") {
        let _ = cut(&text, 10);
    }
}

#[test]
fn one_object_over_several_lines_is_one_record() {
    assert_eq!(cut("{\n \"t\": \"a\"\n}\n", 99), [Ok((1, "{\n \"t\": \"a\"\n}".into()))]);
}

#[test]
fn a_malformed_record_says_what_and_where() {
    let parse = |text: &str| parse(JsonBytes { bytes: text.into(), line: 4, element: None }, "in.jsonl");
    let message = |text: &str| parse(text).err().map(|error| error.to_string()).unwrap_or_default();
    assert_eq!(message("[1]"), "in.jsonl:4: malformed record: expected an object, found an array");
    assert_eq!(message("{\"a\":"), "in.jsonl:4: malformed record: EOF while parsing a value at column 5");
}
