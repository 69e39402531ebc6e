use crate::read::html::fragment;

#[test]
fn paragraphs_and_headings_are_separated_by_blank_lines() {
    assert_eq!(
        fragment("<h2>Title</h2><div><p>One <b>b</b>old\n word.</p><p>Two<br>three&nbsp;&amp; four</p></div>tail"),
        "Title\n\nOne bold word.\n\nTwo\nthree\u{a0}& four\n\ntail"
    );
}

#[test]
fn list_items_have_their_marks() {
    assert_eq!(
        fragment("<p>We:</p><ol start=3><li><p>note</p></li><li>call:<ul><li>now</li></ul></li><li value=9>end</li></ol><p>So.</p>"),
        "We:\n\n3. note\n4. call:\n  - now\n9. end\n\nSo."
    );
    assert_eq!(fragment("<ol type=a><li>x<li>y</ol><ol type=I start=4><li>z</ol>"), "a. x\nb. y\n\nIV. z");
}

#[test]
fn table_rows_are_lines_and_cells_are_tabbed() {
    assert_eq!(
        fragment("<table><tr><th>State</th> <th><p>Vote</p></th></tr>\n<tr><td>France</td><td> yes </td></tr></table>x"),
        "State\tVote\nFrance\tyes\n\nx"
    );
}

#[test]
fn a_layout_table_is_no_table() {
    assert_eq!(fragment("<table><tr><td><p>One</p><p>Two</p></td></tr></table>"), "One\n\nTwo");
}

#[test]
fn scripts_styles_and_hidden_parts_are_never_text() {
    assert_eq!(fragment("a<script>b</script><style>c</style><p hidden>d</p><!-- e --><noscript>f</noscript>"), "a");
}

#[test]
fn preformatted_lines_stay_lines() {
    assert_eq!(fragment("<pre>one  two\n  three</pre>"), "one  two\n  three");
}
