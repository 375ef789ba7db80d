"""Chinese characters: which of them only one of the languages that use them writes."""

from __future__ import annotations

# The same characters, in the same order, as the mainland and as Taiwan and Hong Kong write them.
# Characters that stand in both (such as 后, 里, 只, 台) are left out.
_SIMPLIFIED = (
    "这个们来时会对说国为发过还样进动现开见问题长门间东车马鸟鱼语话请谁谢让识认讲论设计记许该谈读课调试诉词译议证评误详"
    "诚询买卖贵费资财责败货质贸贺赛赞赢赶趋跃践轻较辆输辑达迁远连迟适选递逻遗邮释针钟钢钱铁银错键锁镇闭闹闻阅阳阴阵阶际"
    "陆陈险随隐难顶顺须顾预领频颜额风飞饭饮馆驾验骑鸡龙业丛严丧丰临丽举么义乌乐习乡书争亏亚产亲亿仅从仓仪价众优伙伟传伤"
    "伦伪体侠侧侦俩债倾储儿兑党兰关兴养兽内冈册写军农冯冲决况冻净凉减几凤凭凯击则刚创删别剂剑剧劝办务动励劲劳势勋区医华协"
    "单卢卫却厂厅历压厌县参双变叙叶号叹听启员响哑团园围图圆圣场坏块坚坛坝坟垒垫墙壮声壳处备复够头夹夺奋奖奥妇妈娱婴"
    "孙学宁宝实宠审宪宫宽宾对寻导寿将尔尘尝尽层届属岁岂岗岛岭币师帐帘带帮庄庆库应庙庞废广张弹强归当录彻忆忧怀态怜总恋恳"
    "恶恼悬惊惧惨惯愤愿戏战户扑执扩扫扬扰抚抢护报担拟拥择挂挡挣挤挥捞损换据掷摄摆摇撑敌数斗斩断无旧昼显晓暂术机杀杂"
    "权条杨极构标栋栏树档桥梦检楼欢欧残毁毕气汇汉汤沟沪泪泽洁浅济测浓涂润涨渐湾湿满灭灯灵灾炉点炼烂烛烟烦烧热爱爷牵独狭"
    "狮猎猪献环电画畅疗疯监盖盘确码础硕离种积称稳穷窃竞笔笼筑签简粮紧纠红纤约级纪纯纲纳纵纷纸纹线练组细织终绍经结绕绘给络"
    "绝统继绩绪续绳维绵综绿缓编缘缩罗罚职联聪肃肠肤肿胀胆胜脏脑脚腾舰节苏苹范荐荣药莱获营虑虽虾蚀补装观规视览觉触誉"
)
_TRADITIONAL = (
    "這個們來時會對說國為發過還樣進動現開見問題長門間東車馬鳥魚語話請誰謝讓識認講論設計記許該談讀課調試訴詞譯議證評誤詳"
    "誠詢買賣貴費資財責敗貨質貿賀賽贊贏趕趨躍踐輕較輛輸輯達遷遠連遲適選遞邏遺郵釋針鐘鋼錢鐵銀錯鍵鎖鎮閉鬧聞閱陽陰陣階際"
    "陸陳險隨隱難頂順須顧預領頻顏額風飛飯飲館駕驗騎雞龍業叢嚴喪豐臨麗舉麼義烏樂習鄉書爭虧亞產親億僅從倉儀價眾優夥偉傳傷"
    "倫偽體俠側偵倆債傾儲兒兌黨蘭關興養獸內岡冊寫軍農馮衝決況凍淨涼減幾鳳憑凱擊則剛創刪別劑劍劇勸辦務動勵勁勞勢勳區醫華協"
    "單盧衛卻廠廳歷壓厭縣參雙變敘葉號嘆聽啟員響啞團園圍圖圓聖場壞塊堅壇壩墳壘墊牆壯聲殼處備復夠頭夾奪奮獎奧婦媽娛嬰"
    "孫學寧寶實寵審憲宮寬賓對尋導壽將爾塵嘗盡層屆屬歲豈崗島嶺幣師帳簾帶幫莊慶庫應廟龐廢廣張彈強歸當錄徹憶憂懷態憐總戀懇"
    "惡惱懸驚懼慘慣憤願戲戰戶撲執擴掃揚擾撫搶護報擔擬擁擇掛擋掙擠揮撈損換據擲攝擺搖撐敵數鬥斬斷無舊晝顯曉暫術機殺雜"
    "權條楊極構標棟欄樹檔橋夢檢樓歡歐殘毀畢氣匯漢湯溝滬淚澤潔淺濟測濃塗潤漲漸灣濕滿滅燈靈災爐點煉爛燭煙煩燒熱愛爺牽獨狹"
    "獅獵豬獻環電畫暢療瘋監蓋盤確碼礎碩離種積稱穩窮竊競筆籠築簽簡糧緊糾紅纖約級紀純綱納縱紛紙紋線練組細織終紹經結繞繪給絡"
    "絕統繼績緒續繩維綿綜綠緩編緣縮羅罰職聯聰肅腸膚腫脹膽勝臟腦腳騰艦節蘇蘋範薦榮藥萊獲營慮雖蝦蝕補裝觀規視覽覺觸譽"
)
_JAPANESE = frozenset(
    "気駅図売読発変実対応広円歳単戦関経済価県権検験険剣団囲圧塩様徳恵悪払拡挙掲摂択拝撃斎桜栄楽歩毎沢渋渓涙満滝瀬焼犠獣畳"
    "砕稲穏糸絵続総緑縄繊聴舗薬蔵覚観訳証譲豊転軽辺遅郷酔釈鉄鋳銭錬録闘陥隣雑霊頼顕髄鶏黒黙斉歯竜込働畑峠辻々〆"
)
_CHINESE = frozenset("你您她它哪怎吗嗎呢吧很没沒啊哦把被跟啥咱嘛")
_ONLY_SIMPLIFIED = frozenset(_SIMPLIFIED) - frozenset(_TRADITIONAL)
_ONLY_TRADITIONAL = frozenset(_TRADITIONAL) - frozenset(_SIMPLIFIED)


def chinese_script(text: str) -> str | None:
    """Name the ISO 15924 script of Chinese text: `Hans`, `Hant`, or None where nothing tells."""
    found = set(text)
    simplified = len(found & _ONLY_SIMPLIFIED)
    traditional = len(found & _ONLY_TRADITIONAL)
    if simplified == traditional:
        return None
    return "Hans" if simplified > traditional else "Hant"


def weigh_characters(text: str) -> dict[str, float]:
    """Weigh Chinese against Japanese for text that is all Chinese characters.

    Returns:
        How well each of the two explains the characters, 1 at best.
    """
    found = set(text)
    japanese = len(found & _JAPANESE)
    # A Japanese form, such as 国 or 点, may be a simplified one too; then it tells nothing.
    chinese = len(found & _MAINLAND)
    # Japan reformed some characters as the mainland did and left the others as they were: who
    # writes both kinds, such as 学 and 東, writes Japanese.
    reformed = len(found & _SHARED)
    unreformed = len(found & _ONLY_TRADITIONAL)
    japanese += min(reformed, unreformed)
    return {"zh": 0.1**japanese, "ja": 0.1**chinese}


_SHARED = frozenset(
    "国会来点学体当声号写区医双断湿数万与称乱礼党万岁将届属旧昼蚀触誉栄寿尽壮庄児内"
)
"""Simplified forms that Japanese writes too."""

_MAINLAND = _CHINESE | (_ONLY_SIMPLIFIED - _SHARED)
