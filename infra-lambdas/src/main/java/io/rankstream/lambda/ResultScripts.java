package io.rankstream.lambda;

/**
 * What is executed on Redis, each in one step on keys of one slot.
 *
 * <p>Beside a sorted set, and beside a board's meta, stands a sorted set of its own, {@code
 * {<key>}:revisions}: its members are those of the set, or the fields of meta, and the score is the
 * last revision applied, negative if it took the member away. What was taken away is forgotten
 * after a time, else the past would only grow.
 */
final class ResultScripts {

    /**
     * Applies changes of members of one set that are newer than what is known.
     *
     * <p>KEYS set, revisions. ARGV floor, cutoff (microseconds), when to forget what was taken away
     * and when the set goes (epoch milliseconds, empty: never); then member, revision, score
     * (empty: take it off) and whether the member must be there, for each change. Answers how many
     * were applied, and how many were from before the cutoff.
     */
    static final String MEMBERS =
            """
            local set, revisions = KEYS[1], KEYS[2]
            local floor, cutoff = tonumber(ARGV[1]), tonumber(ARGV[2])
            local applied, old = 0, 0
            for i = 5, #ARGV, 4 do
              local member, revision, score = ARGV[i], tonumber(ARGV[i + 1]), ARGV[i + 2]
              local known = redis.call('ZSCORE', revisions, member)
              local last = known and math.abs(tonumber(known)) or 0
              if revision <= cutoff then old = old + 1
              elseif revision > last and revision > floor
                  and (ARGV[i + 3] == '0' or redis.call('ZSCORE', set, member)) then
                if score == '' then
                  redis.call('ZREM', set, member)
                  redis.call('ZADD', revisions, '-' .. ARGV[i + 1], member)
                else
                  redis.call('ZADD', set, score, member)
                  redis.call('ZADD', revisions, ARGV[i + 1], member)
                end
                applied = applied + 1
              end
            end
            if applied > 0 then
              redis.call('ZREMRANGEBYSCORE', revisions, '(-' .. ARGV[2], '(0')
              if ARGV[4] ~= '' then redis.call('PEXPIREAT', set, ARGV[4]) end
              local expiry = redis.call('PEXPIRETIME', set)
              if expiry == -2 then redis.call('PEXPIREAT', revisions, ARGV[3])
              elseif expiry == -1 then redis.call('PERSIST', revisions)
              else redis.call('PEXPIREAT', revisions, expiry) end
            end
            return {applied, old}\
            """;

    /**
     * Notes which sets a board has, and answers from which revision on its versions count.
     *
     * <p>KEYS meta, revisions. ARGV how many versions, those; then field, expiry, revision and
     * version for each set.
     */
    static final String REGISTER =
            """
            local meta, revisions = KEYS[1], KEYS[2]
            local function floor(version)
              return redis.call('ZSCORE', revisions, 'floor:' .. version) or '0'
            end
            local floors, versions = {}, tonumber(ARGV[1])
            for i = 2, versions + 1 do floors[#floors + 1] = floor(ARGV[i]) end
            for i = versions + 2, #ARGV, 4 do
              local known = redis.call('HGET', meta, ARGV[i])
              local newest = known and tonumber(known:match(',(%d+)$') or 0) or 0
              local revision = tonumber(ARGV[i + 2])
              if revision > newest and revision >= tonumber(floor(ARGV[i + 3])) then
                redis.call('HSET', meta, ARGV[i], ARGV[i + 1] .. ',' .. ARGV[i + 2])
              end
            end
            return floors\
            """;

    /**
     * Takes a set off the registry unless something newer was written to it: KEYS meta, ARGV field
     * and revision.
     */
    static final String UNREGISTER =
            """
            local known = redis.call('HGET', KEYS[1], ARGV[1])
            if known and tonumber(known:match(',(%d+)$') or 0) <= tonumber(ARGV[2]) then
              redis.call('HDEL', KEYS[1], ARGV[1])
            end\
            """;

    /**
     * Sets and removes fields of a board's meta. KEYS meta, revisions. ARGV cutoff, revision; then
     * 1 to set or 0 to remove, field and value for each.
     */
    static final String META =
            """
            local meta, revisions = KEYS[1], KEYS[2]
            local cutoff, revision = tonumber(ARGV[1]), tonumber(ARGV[2])
            if revision <= cutoff then return {0, 1} end
            local function last(of)
              return math.abs(tonumber(redis.call('ZSCORE', revisions, of) or 0))
            end
            local applied = 0
            for i = 3, #ARGV, 3 do
              local field = ARGV[i + 1]
              local version = field:match('^v(%d+)%.') or '0'
              if revision > last('field:' .. field) and revision > last('floor:' .. version) then
                if ARGV[i] == '1' then
                  redis.call('HSET', meta, field, ARGV[i + 2])
                  redis.call('ZADD', revisions, ARGV[2], 'field:' .. field)
                else
                  redis.call('HDEL', meta, field)
                  redis.call('ZADD', revisions, '-' .. ARGV[2], 'field:' .. field)
                end
                applied = 1
              end
            end
            redis.call('ZREMRANGEBYSCORE', revisions, '(-' .. ARGV[1], '(0')
            return {applied, 0}\
            """;

    /**
     * Replaces a player's hash, whose field {@code :revision} holds its revision: no column is
     * called so. KEYS hash. ARGV cutoff, revision, when to forget a player without a profile (epoch
     * milliseconds); then fields and values.
     */
    static final String PLAYER =
            """
            local revision = tonumber(ARGV[2])
            if revision <= tonumber(ARGV[1]) then return {0, 1} end
            if revision <= tonumber(redis.call('HGET', KEYS[1], ':revision') or 0) then return {0, 0} end
            redis.call('DEL', KEYS[1])
            redis.call('HSET', KEYS[1], ':revision', ARGV[2])
            for i = 4, #ARGV, 2 do redis.call('HSET', KEYS[1], ARGV[i], ARGV[i + 1]) end
            if #ARGV < 4 then redis.call('PEXPIREAT', KEYS[1], ARGV[3]) end
            return {1, 0}\
            """;

    /**
     * Notes that nothing counts up to a revision, and removes the fields of meta from before. KEYS
     * meta, revisions. ARGV revision, version.
     */
    static final String DROP_META =
            """
            local meta, revisions = KEYS[1], KEYS[2]
            local dropped = tonumber(ARGV[1])
            redis.call('ZADD', revisions, 'GT', ARGV[1], 'floor:' .. ARGV[2])
            for _, field in ipairs(redis.call('HKEYS', meta)) do
              local note = 'field:' .. field
              local last = math.abs(tonumber(redis.call('ZSCORE', revisions, note) or 0))
              if field:sub(1, 4) ~= 'key:' and last <= dropped
                  and (field:match('^v(%d+)%.') or '0') == ARGV[2] then
                redis.call('HDEL', meta, field)
                redis.call('ZREM', revisions, note)
              end
            end\
            """;

    /**
     * Removes some of the members of a set that were not written after a revision, and answers how
     * many. KEYS set, revisions. ARGV revision, how many at most.
     */
    static final String DROP_MEMBERS =
            """
            local old = redis.call('ZRANGEBYSCORE', KEYS[2], '-' .. ARGV[1], ARGV[1], 'LIMIT', 0, ARGV[2])
            for _, member in ipairs(old) do
              redis.call('ZREM', KEYS[1], member)
              redis.call('ZREM', KEYS[2], member)
            end
            return #old\
            """;

    /**
     * Lets the fields of meta change places, those from before the promotion. KEYS meta, revisions.
     * ARGV revision, the version that the live board becomes, the version that becomes live; 0 for
     * none.
     */
    static final String PROMOTE_META =
            """
            local meta, revisions = KEYS[1], KEYS[2]
            local at, old, new = tonumber(ARGV[1]), ARGV[2], ARGV[3]
            local function last(field)
              local known = redis.call('ZSCORE', revisions, 'field:' .. field)
              return math.abs(tonumber(known or 0))
            end
            local function put(field, value)
              redis.call('HSET', meta, field, value)
              redis.call('ZADD', revisions, ARGV[1], 'field:' .. field)
            end
            for _, version in ipairs({'0', old, new}) do
              redis.call('ZADD', revisions, 'GT', ARGV[1], 'floor:' .. version)
            end
            local all, moved = redis.call('HGETALL', meta), {}
            for i = 1, #all, 2 do
              local field = all[i]
              if field:sub(1, 4) ~= 'key:' and field ~= 'live_version'
                  and last(field) < at then
                local version, name = field:match('^v(%d+)%.(.*)$')
                local there = nil
                if not version then there = 'v' .. old .. '.' .. field
                elseif version == new then there = name end
                if there then
                  if version or old ~= '0' then moved[there] = all[i + 1] end
                  redis.call('HDEL', meta, field)
                  redis.call('ZREM', revisions, 'field:' .. field)
                end
              end
            end
            for field, value in pairs(moved) do
              if last(field) < at then put(field, value) end
            end
            if last('live_version') < at then
              if new ~= '0' then put('live_version', new)
              else
                redis.call('HDEL', meta, 'live_version')
                redis.call('ZADD', revisions, '-' .. ARGV[1], 'field:live_version')
              end
            end\
            """;

    private ResultScripts() {}
}
