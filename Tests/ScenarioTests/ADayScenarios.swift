import Foundation
import Testing

/// `docs/a-day.md` shows a case from the report to the prosecutor's file: played again, it is what the page says.
@Suite("a day with Brankas")
struct ADayScenarios {
    private static let script = PeerScenarios.tests.appendingPathComponent("a-day.py").path
    private static let page = PeerScenarios.tests.deletingLastPathComponent().appendingPathComponent("docs/a-day.md")
        .path

    @Test func `the page is what is seen`() throws {
        let s = try Session()
        let answer = try s.shell("nobody", "python3 '\(Self.script)' \"$BRANKAS\" '\(Self.page)' --check")
        #expect(answer.status == 0, "\(answer)")
    }
}
