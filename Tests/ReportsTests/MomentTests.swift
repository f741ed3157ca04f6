import Reports
import Testing
import Texts
import Vocabulary

struct MomentTests {
    @Test(arguments: [
        (0, "1 Jan 1970", Weekday.thursday), (-1, "31 Dec 1969", .wednesday), (11_016, "29 Feb 2000", .tuesday),
        (19_782, "29 Feb 2024", .thursday), (19_783, "1 Mar 2024", .friday), (20_758, "1 Nov 2026", .sunday),
        (20_759, "2 Nov 2026", .monday), (47_540, "28 Feb 2100", .sunday), (47_541, "1 Mar 2100", .monday),
        (-719_468, "1 Mar 0", .wednesday),
    ])
    func `days are those of the calendar`(number: Int, text: String, weekday: Weekday) {
        #expect(Day(number: number).text(.english) == text)
        #expect(Day(number: number).weekday == weekday)
    }

    @Test func `every day has the date after the day before it`() {
        var (year, month, day) = (1970, 1, 1)
        for number in 0..<60_000 {
            let parts = Day(number: number).parts
            #expect(parts.year == year && parts.month.rawValue == month && parts.day == day)
            if (parts.year, parts.month.rawValue, parts.day) != (year, month, day) { return }
            let isLeap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
            let lengths = [31, isLeap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
            day += 1
            if day > lengths[month - 1] { (month, day) = (month + 1, 1) }
            if month > 12 { (year, month) = (year + 1, 1) }
        }
    }

    @Test func `the clock is the zone's, not UTC's`() {
        let late = Moment(seconds: 1_793_552_400 - 60, offsetSeconds: 7 * 3_600)
        #expect(late.text(.english) == "1 Nov 2026 23:59" && late.hour == 23 && late.day.weekday == .sunday)
        #expect(Moment(seconds: late.seconds, offsetSeconds: 0).text(.indonesian) == "1 Nov 2026 16.59")
        #expect(Moment(seconds: -60, offsetSeconds: 0).text(.english) == "31 Dec 1969 23:59")
        #expect(late.adding(hours: 72).text(.english) == "4 Nov 2026 23:59")
        #expect(late.minutes(until: late.adding(hours: 2)) == 120)
        #expect(late.day.firstOfMonth.text(.english) == "1 Nov 2026")
        #expect(late.day.monday.text(.english) == "26 Oct 2026")
        #expect(late.day.fullMonthText(.indonesian) == "November 2026")
    }
}
